#ifndef REFERRAL_SERVICES_ROUTER_RPC_INBOX_REQUEST_H_
#define REFERRAL_SERVICES_ROUTER_RPC_INBOX_REQUEST_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/evidence/key_book.h"
#include "common/evidence/signature.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/router/core/inbox_hub.h"

namespace referral::router {

// Checks what a consumer says. Pure.
// Errors: INVALID_FIELD  too many positions, a reason that is no code, or a
//                        delay that is negative or too long.
absl::StatusOr<InboxRequest> ParseInboxRequest(
    const v1::OpenInboxRequest& frame);

// Whom a presented receipt must be of.
struct ReceiptRules {
  std::string home;  // of this router
  // Of the deployment in force. Null: receipts are not signed
  // (--insecure-loopback).
  const evidence::KeyBook* keys = nullptr;
  const evidence::SignatureCheck& signatures;
};

// Checks the newest receipt that a consumer presents against the router's
// head. Pure. Errors: ROUTER_BEHIND_RECEIPT  it is of this router and lies
// beyond the head: the router has lost records; INVALID_FIELD, DIGEST_MISMATCH,
// MALFORMED_MESSAGE, SIGNATURE_REQUIRED, SIGNATURE_INVALID  it does not prove
// itself.
absl::Status CheckNewestReceipt(const v1::Receipt& receipt,
                                const ReceiptRules& rules,
                                std::uint64_t head_position);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_INBOX_REQUEST_H_
