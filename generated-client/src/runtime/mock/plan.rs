//! What a mock does when an operation is called.

use std::collections::VecDeque;

use super::fault::Fault;
use super::paged_list::PagedList;
use super::planned_response::PlannedResponse;

/// The plans of one operation.
#[derive(Default)]
pub(super) struct PlanQueue {
    plans: VecDeque<Plan>,
}

#[derive(Clone)]
pub(super) enum Plan {
    Response(PlannedResponse),
    Fault(Fault),
    PagedList(PagedList),
}

impl PlanQueue {
    pub(super) fn add(&mut self, plan: Plan) {
        self.plans.push_back(plan);
    }

    /// Returns the next plan. The last one stays.
    pub(super) fn next(&mut self) -> Option<Plan> {
        if self.plans.len() > 1 { self.plans.pop_front() } else { self.plans.front().cloned() }
    }
}
