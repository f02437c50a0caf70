// Steps, bytes and the time go in; BudgetSpent comes out when a request has had its share.
#include "budget/request_budget.hpp"

namespace rest {
namespace {

using Limit = BudgetSpent::Limit;

thread_local std::shared_ptr<RequestBudget> budgetOfThread;

}  // namespace

RequestBudget::RequestBudget(const RequestLimits& limits) noexcept
    : limits_(limits),
      end_(Clock::now() + limits.time),
      mostSteps_(limits.steps),
      nextLook_(std::min(stepsBetweenLooks, limits.steps + 1)) {}

const std::shared_ptr<RequestBudget>& RequestBudget::current() noexcept {
  return budgetOfThread;
}

RequestBudget::Scope::Scope(std::shared_ptr<RequestBudget> budget) noexcept
    : outer_(std::exchange(budgetOfThread, std::move(budget))) {
  ofThread_ = budgetOfThread.get();
}

RequestBudget::Scope::~Scope() {
  budgetOfThread = std::move(outer_);
  ofThread_ = budgetOfThread.get();
}

void RequestBudget::look() {
  if (spent_ > mostSteps_ && mostSteps_ < limits_.steps) {
    throw BudgetSpent(Limit::steps, "the request takes too many steps of those for which others have to wait");
  }
  if (spent_ > limits_.steps) {
    throw BudgetSpent(Limit::steps, "the request takes more than " + std::to_string(limits_.steps) +
                                        " steps, the limit of one request; a narrower filter or an index takes fewer");
  }
  lookAtTime();
  nextLook_ = std::min(spent_ + stepsBetweenLooks, mostSteps_ + 1);
}

RequestBudget::Share::Share(std::uint64_t steps) noexcept {
  RequestBudget* budget = ofThread();
  if (budget == nullptr) return;
  outer_ = std::exchange(budget->mostSteps_, budget->spent_ + std::min(steps, budget->stepsLeft()));
  budget->nextLook_ = std::min(budget->nextLook_, budget->mostSteps_ + 1);
}

RequestBudget::Share::~Share() {
  if (RequestBudget* budget = ofThread()) budget->mostSteps_ = outer_;
}

void RequestBudget::lookAtTime() const {
  if (isStopped()) throw BudgetSpent(Limit::interest, "the request was given up");
  if (Clock::now() < end_) return;
  throw BudgetSpent(Limit::time, "the request takes more than " + std::to_string(limits_.time.count()) +
                                     " ms, the limit of one request");
}

std::chrono::milliseconds RequestBudget::timeLeft() const noexcept {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

void RequestBudget::hold(std::size_t bytes) {
  if (bytes > limits_.memoryBytes - held_) {
    throw BudgetSpent(Limit::memory, "the request takes more than " + std::to_string(limits_.memoryBytes) +
                                         " bytes of memory, the limit of one request");
  }
  held_ += bytes;
}

void lookAtTime() {
  if (budgetOfThread) budgetOfThread->lookAtTime();
}

void HeldMemory::add(std::size_t bytes) {
  if (!budget_) return;
  budget_->hold(bytes);
  bytes_ += bytes;
}

void HeldMemory::remove(std::size_t bytes) noexcept {
  if (!budget_) return;
  budget_->release(bytes);
  bytes_ -= bytes;
}

}  // namespace rest
