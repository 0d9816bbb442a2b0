// Two macros that keep the guards of a function on one line each.
//
//   RETURN_IF_ERROR(CheckConsent(file, act));
//   ASSIGN_OR_RETURN(const Money reserved, Reserve(file, act));
//
// Both return the status unchanged from the enclosing function, which must
// return absl::Status or absl::StatusOr<T>.
#ifndef REFERRAL_COMMON_BASE_STATUS_MACROS_H_
#define REFERRAL_COMMON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/base/optimization.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define REFERRAL_STATUS_CONCAT_INNER_(a, b) a##b
#define REFERRAL_STATUS_CONCAT_(a, b) REFERRAL_STATUS_CONCAT_INNER_(a, b)

// Returns from the enclosing function when `expr` (an absl::Status) is not OK.
#define RETURN_IF_ERROR(expr)                            \
  do {                                                   \
    if (absl::Status status_macro_result = (expr);       \
        ABSL_PREDICT_FALSE(!status_macro_result.ok())) { \
      return status_macro_result;                        \
    }                                                    \
  } while (false)

// Evaluates `expr` (an absl::StatusOr<T>); returns its status when it is not
// OK, otherwise moves the value into `lhs`, which may declare a variable. A
// type with a comma in it needs parentheses or an alias.
#define ASSIGN_OR_RETURN(lhs, ...)                                 \
  REFERRAL_ASSIGN_OR_RETURN_IMPL_(                                 \
      REFERRAL_STATUS_CONCAT_(status_macro_value_, __LINE__), lhs, \
      (__VA_ARGS__))

#define REFERRAL_ASSIGN_OR_RETURN_IMPL_(result, lhs, expr) \
  auto result = expr;                                      \
  if (ABSL_PREDICT_FALSE(!result.ok())) {                  \
    return std::move(result).status();                     \
  }                                                        \
  lhs = std::move(result).value()

#endif  // REFERRAL_COMMON_BASE_STATUS_MACROS_H_
