mod faults;
mod power;
mod races;
mod toy;
