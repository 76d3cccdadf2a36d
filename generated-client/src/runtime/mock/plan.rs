//! What a mock does when an operation is called.

use std::collections::VecDeque;

use super::fault::Fault;
use super::paged_list::PagedList;
use super::planned_response::PlannedResponse;

/// The plans of one operation.
#[derive(Default)]
pub(super) struct PlanQueue {
    plans: VecDeque<Plan>,
    /// Whether the first plan has been used.
    first: Use,
    end: End,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Use {
    #[default]
    Unused,
    Used,
}

/// What follows the last plan.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum End {
    /// It is repeated.
    #[default]
    Repeated,
    /// Nothing: a call is unexpected.
    Nothing,
}

#[derive(Clone)]
pub(super) enum Plan {
    Response(PlannedResponse),
    Fault(Fault),
    PagedList(PagedList),
}

impl PlanQueue {
    pub(super) fn add(&mut self, plan: Plan) {
        // What was repeated until now has been used.
        self.drop_used();
        self.plans.push_back(plan);
    }

    pub(super) fn end(&mut self) {
        self.end = End::Nothing;
    }

    /// Returns the next plan. The last one stays, unless the plans end.
    pub(super) fn next(&mut self) -> Option<Plan> {
        if self.plans.len() > 1 || self.end == End::Nothing {
            self.drop_used();
        }
        self.first = Use::Used;
        self.plans.front().cloned()
    }

    /// Returns how many plans no call has used.
    pub(super) fn unused(&self) -> usize {
        self.plans.len() - usize::from(self.first == Use::Used && !self.plans.is_empty())
    }

    fn drop_used(&mut self) {
        if self.first == Use::Used {
            self.plans.pop_front();
            self.first = Use::Unused;
        }
    }
}
