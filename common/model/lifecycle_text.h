// The two lifecycles [30, 31] for people, as the tables have them. Pure
// functions.
#ifndef REFERRAL_COMMON_MODEL_LIFECYCLE_TEXT_H_
#define REFERRAL_COMMON_MODEL_LIFECYCLE_TEXT_H_

#include <string>

namespace referral::model {

// Plain text: columns act, to, who and from, a line for each act and target.
// "stays": the act moves nothing.
std::string CaseLifecycleText();
std::string ReferralLifecycleText();

// Graphviz, an edge for each act that moves something.
std::string CaseLifecycleDot();
std::string ReferralLifecycleDot();

// services/lifecycles.md.
std::string LifecycleDocument();

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_LIFECYCLE_TEXT_H_
