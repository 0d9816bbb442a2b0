#include "tests/bench/peers/pg_connection.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

constexpr char kPrepared[] = "prepared";
constexpr int kBinary = 1;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

absl::Status Append(const PGresult& result, PgRows& rows) {
  const ExecStatusType status = PQresultStatus(&result);
  if (status == PGRES_COMMAND_OK) return absl::OkStatus();
  if (status != PGRES_TUPLES_OK) {
    return absl::AbortedError(
        absl::StrCat("postgresql: ", PQresultErrorMessage(&result)));
  }
  for (int row = 0; row < PQntuples(&result); ++row) {
    rows.emplace_back(PQgetvalue(&result, row, 0),
                      static_cast<std::size_t>(PQgetlength(&result, row, 0)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PgConnection::Broken() const {
  return absl::UnavailableError(
      absl::StrCat("postgresql: ", PQerrorMessage(connection_.get())));
}

absl::Status PgConnection::Open(int port, const std::string& user) {
  connection_.reset(PQconnectdb(
      absl::StrCat("host=127.0.0.1 port=", port, " user=", user,
                   " dbname=postgres sslmode=disable gssencmode=disable")
          .c_str()));
  return PQstatus(connection_.get()) == CONNECTION_OK ? absl::OkStatus()
                                                      : Broken();
}

absl::StatusOr<PgRows> PgConnection::Execute(const std::string& statement) {
  const Result result(PQexecParams(connection_.get(), statement.c_str(), 0,
                                   nullptr, nullptr, nullptr, nullptr,
                                   kBinary));
  PgRows rows;
  RETURN_IF_ERROR(Append(*result, rows));
  return rows;
}

absl::Status PgConnection::Prepare(const std::string& statement) {
  const Result result(
      PQprepare(connection_.get(), kPrepared, statement.c_str(), 0, nullptr));
  PgRows none;
  return Append(*result, none);
}

absl::Status PgConnection::Send(
    absl::Span<const absl::string_view> parameters) {
  std::vector<const char*> values;
  std::vector<int> sizes;
  for (const absl::string_view parameter : parameters) {
    values.push_back(parameter.data());
    sizes.push_back(static_cast<int>(parameter.size()));
  }
  const std::vector<int> formats(parameters.size(), kBinary);
  const int sent = PQsendQueryPrepared(
      connection_.get(), kPrepared, static_cast<int>(parameters.size()),
      values.data(), sizes.data(), formats.data(), kBinary);
  return sent == 1 ? absl::OkStatus() : Broken();
}

absl::Status PgConnection::SendCommit() {
  return PQsendQuery(connection_.get(), "COMMIT AND CHAIN") == 1
             ? absl::OkStatus()
             : Broken();
}

// A result may come before its commit: only that there is none after it says
// that the commit is done.
absl::StatusOr<bool> PgConnection::Take(PgRows& rows) {
  if (PQconsumeInput(connection_.get()) != 1) return Broken();
  while (PQisBusy(connection_.get()) == 0) {
    const Result result(PQgetResult(connection_.get()));
    if (result == nullptr) return true;
    RETURN_IF_ERROR(Append(*result, rows));
  }
  return false;
}

}  // namespace referral::bench
