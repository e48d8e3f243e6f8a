//! Work on several tenants side by side.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Does the same work for each item, so many at a time. The results are in the order of the items, however many
/// workers there are.
pub(crate) fn parallel<T: Sync, R: Send>(
    jobs: NonZero<usize>,
    items: &[T],
    work: impl Fn(usize, &T) -> R + Sync,
) -> Vec<R> {
    let workers = jobs.get().min(items.len());
    if workers < 2 {
        return items.iter().enumerate().map(|(index, item)| work(index, item)).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(index, item)));
        }
    };
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(take)).collect();
        let done = workers.into_iter().map(|worker| {
            // A panic that anybody catches goes on where the results were wanted.
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        done.flatten().collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..100).collect();
        let squares: Vec<u64> = items.iter().map(|item| item * item).collect();
        for jobs in [1, 2, 7, 200] {
            let jobs = NonZero::new(jobs).unwrap();
            // The first take longest, so that the others overtake them.
            let slow = |index: usize, item: &u64| {
                thread::sleep(std::time::Duration::from_micros(500 / (index as u64 + 1)));
                item * item
            };
            assert_eq!(parallel(jobs, &items, slow), squares);
        }
        assert_eq!(parallel(NonZero::<usize>::MIN, &[], |_, item: &u64| *item), Vec::<u64>::new());
    }
}
