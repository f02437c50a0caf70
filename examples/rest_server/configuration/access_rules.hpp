#pragma once

#include "api/access/brute_force_guard.hpp"
#include "api/access/origin_rule.hpp"
#include "api/cors.hpp"
#include "api/request/code_operators.hpp"
#include "configuration/block.hpp"

namespace rest {

// Which clients are answered at all, and whose pages may read the answers. Each throws SettingError.

api::OriginRule readOriginRule(const Block& originVetoer);
api::BruteForceGuard::Settings readBruteForceGuard(const Block& bruteForceAttackGuard);
/// What filterOperatorsBlacklist and aggregationSecurity forbid.
api::ForbiddenOperators readForbiddenOperators(const Block& root);
/// Not RESTHeart's, which allows every origin.
api::CorsRule readCors(const Block& cors);

}  // namespace rest
