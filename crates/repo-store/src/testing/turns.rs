//! Several publishers, one operation at a time, in an order that a test gives.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The order in which publishers do their operations. Whoever's turn it is does one operation, and
/// computes until its next one; nobody else runs meanwhile. The turns of publishers that have ended
/// are passed over; after the last one, the first publisher that has not ended runs to its end, and
/// so on.
#[derive(Debug)]
pub struct Turns(Arc<Shared>);

/// One publisher's part; dropping it says that the publisher has ended.
#[derive(Debug)]
pub struct Turn {
    shared: Arc<Shared>,
    publisher: usize,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    schedule: VecDeque<usize>,
    ended: Vec<bool>,
    /// Which have come to an operation and wait.
    waiting: Vec<bool>,
    /// Who runs now; `None` until all of them have come to their first operation.
    running: Option<usize>,
}

impl Turns {
    /// Turns of `publishers` publishers, each named by its number from 0.
    #[must_use]
    pub fn new(publishers: usize, schedule: impl IntoIterator<Item = usize>) -> Self {
        let state = State {
            schedule: schedule.into_iter().collect(),
            ended: vec![false; publishers],
            waiting: vec![false; publishers],
            running: None,
        };
        Self(Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() }))
    }

    /// The part of a publisher; to be asked for once for each.
    #[must_use]
    pub fn of(&self, publisher: usize) -> Turn {
        Turn { shared: self.0.clone(), publisher }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whoever ran has come to an operation, or ended.
    fn pass(&mut self) {
        let settled = |state: &Self| {
            state.waiting.iter().zip(&state.ended).all(|(waiting, ended)| *waiting || *ended)
        };
        if !settled(self) {
            return;
        }
        let next = loop {
            match self.schedule.pop_front() {
                Some(publisher) if self.ended[publisher] => {}
                Some(publisher) => break Some(publisher),
                None => break self.ended.iter().position(|ended| !ended),
            }
        };
        self.running = next;
        if let Some(publisher) = next {
            self.waiting[publisher] = false;
        }
    }
}

impl Turn {
    /// Waits until it is this publisher's turn.
    pub fn wait(&self) {
        let mut state = self.shared.state();
        state.waiting[self.publisher] = true;
        if state.running.is_none_or(|running| running == self.publisher) {
            state.running = None;
            state.pass();
            self.shared.changed.notify_all();
        }
        while state.running != Some(self.publisher) {
            state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.ended[self.publisher] = true;
        state.running = None;
        state.pass();
        self.shared.changed.notify_all();
    }
}
