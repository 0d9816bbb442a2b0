// The pieces every command is made of.
#ifndef REFERRAL_SERVICES_REFERRALCTL_CALL_H_
#define REFERRAL_SERVICES_REFERRALCTL_CALL_H_

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/grpcpp.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

// A unary call with the session's deadline and identity.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(const Session& session, Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request) {
  grpc::ClientContext context;
  session.Prepare(context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpc(status);
  return response;
}

// All pages of a list, up to `limit` rows. `rows` gives a response's repeated
// field.
template <typename Row, typename Request, typename Fetch, typename Rows>
absl::StatusOr<std::vector<Row>> AllPages(Request request, unsigned limit,
                                          Fetch fetch, Rows rows) {
  std::vector<Row> all;
  while (all.size() < limit) {
    request.set_page_size(
        std::min<unsigned>(1000, limit - static_cast<unsigned>(all.size())));
    auto page = fetch(request);
    if (!page.ok()) return page.status();
    for (auto& row : *rows(*page)) all.push_back(std::move(row));
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  return all;
}

// What a person typed: lower case, missing dashes, O for 0.
// Errors: INVALID_CASE_ID.
inline absl::StatusOr<std::string> CaseIdArgument(const std::string& typed) {
  if (CheckCaseId(typed).ok()) return typed;
  return ParseTypedCaseId(typed);
}

inline void Print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

// The message as indented JSON with the field names of the .proto file.
inline void PrintJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  if (google::protobuf::util::MessageToJsonString(message, &json, options)
          .ok()) {
    Print(json);
  }
}

// "plan agreed", "plan-agreed" or PLAN_AGREED as the enum's value.
// Errors: INVALID_FLAG, naming the flag.
template <typename Enum, typename Parse>
absl::StatusOr<Enum> ParseEnum(const std::string& text, absl::string_view flag,
                               absl::string_view prefix, Parse parse) {
  const std::string name =
      absl::StrCat(prefix, absl::StrReplaceAll(absl::AsciiStrToUpper(text),
                                               {{" ", "_"}, {"-", "_"}}));
  Enum value{};
  if (!parse(name, &value) || value == Enum{}) {
    return MakeError(Reason::kInvalidFlag,
                     absl::StrCat("no such value: ", text), flag);
  }
  return value;
}

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_CALL_H_
