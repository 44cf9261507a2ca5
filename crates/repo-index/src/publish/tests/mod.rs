mod faults;
mod hostile;
mod power;
mod races;
mod toy;
