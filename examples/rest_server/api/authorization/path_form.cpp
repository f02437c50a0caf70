// The paths that conditions name go in; which of them two conditions have in common comes out.
#include "api/authorization/path_form.hpp"

#include <algorithm>

namespace rest::api {
namespace {

PathForm formOf(const Predicate::Segments& segments, PathForm::End end) {
  return {{segments.begin(), segments.end()}, end};
}

bool mayEnd(const PathForm& form, std::size_t size) {
  return form.end == PathForm::End::here ? size == form.segments.size() : size >= form.leastSize();
}

}  // namespace

PathForm PathForm::exactly(const Predicate::Segments& segments) {
  return formOf(segments, End::here);
}

PathForm PathForm::within(const Predicate::Segments& segments) {
  return formOf(segments, End::anywhere);
}

PathForm PathForm::of(const Predicate::PathTemplate& path) {
  PathForm form{{}, path.hasMore ? End::further : End::here};
  for (const Predicate::PathTemplate::Step& step : path.steps) {
    const auto* fixed = std::get_if<std::string>(&step);
    form.segments.push_back(fixed != nullptr ? std::optional(*fixed) : std::nullopt);
  }
  return form;
}

std::optional<PathForm> PathForm::written(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  PathForm form{{}, End::here};
  path.remove_prefix(1);
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end == 0 || end + 1 == path.size()) return std::nullopt;
    std::string segment(path.substr(0, end));
    for (std::size_t at = segment.find("%2F"); at != std::string::npos; at = segment.find("%2F", at + 1)) {
      segment.replace(at, 3, "/");
    }
    form.segments.emplace_back(std::move(segment));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return form;
}

std::optional<PathForm> common(const PathForm& left, const PathForm& right) {
  const std::size_t least = std::max(left.leastSize(), right.leastSize());
  if (!mayEnd(left, least) || !mayEnd(right, least)) return std::nullopt;
  PathForm both = left.segments.size() >= right.segments.size() ? left : right;
  const PathForm& other = left.segments.size() >= right.segments.size() ? right : left;
  for (std::size_t i = 0; i < other.segments.size(); ++i) {
    if (!other.segments[i]) continue;
    if (both.segments[i] && both.segments[i] != other.segments[i]) return std::nullopt;
    both.segments[i] = other.segments[i];
  }
  if (left.end == PathForm::End::here || right.end == PathForm::End::here) {
    both.segments.resize(least);
    both.end = PathForm::End::here;
  } else {
    both.end = least > both.segments.size() ? PathForm::End::further : PathForm::End::anywhere;
  }
  return both;
}

bool isWithin(const PathForm& inner, const PathForm& outer) {
  if (!mayEnd(outer, inner.leastSize())) return false;
  if (outer.end == PathForm::End::here && inner.end != PathForm::End::here) return false;
  for (std::size_t i = 0; i < outer.segments.size(); ++i) {
    if (outer.segments[i] && (i >= inner.segments.size() || inner.segments[i] != outer.segments[i])) return false;
  }
  return true;
}

}  // namespace rest::api
