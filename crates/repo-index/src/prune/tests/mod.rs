mod apt;
mod faults;
mod power;
mod races;
mod rpm;
mod world;
