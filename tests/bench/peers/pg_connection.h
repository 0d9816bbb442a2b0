// A connection to PostgreSQL with at most one statement under way.
#ifndef REFERRAL_TESTS_BENCH_PEERS_PG_CONNECTION_H_
#define REFERRAL_TESTS_BENCH_PEERS_PG_CONNECTION_H_

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace referral::bench {

// The first column of every row, as bytes.
using PgRows = std::vector<std::string>;

// Errors of all: UNAVAILABLE  the connection broke; ABORTED  a statement
// failed, with PostgreSQL's words. Not thread-safe.
class PgConnection {
 public:
  // To 127.0.0.1.
  absl::Status Open(int port, const std::string& user);

  // Runs a statement and waits for it. Idle.
  absl::StatusOr<PgRows> Execute(const std::string& statement);

  // Makes `statement` the one that Send() sends. Idle.
  absl::Status Prepare(const std::string& statement);
  // Parameters are bytes, as PostgreSQL sends the type itself. Idle.
  absl::Status Send(absl::Span<const absl::string_view> parameters);
  // Commits what was sent since the last commit. Within BEGIN; idle.
  absl::Status SendCommit();

  // Readable when Take() has something to do.
  int fd() const { return PQsocket(connection_.get()); }
  // Reads what is there. True once the statement is done, outside of BEGIN also
  // committed, and the connection idle; its rows are added to `rows`.
  absl::StatusOr<bool> Take(PgRows& rows);

 private:
  struct FinishConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  absl::Status Broken() const;

  std::unique_ptr<PGconn, FinishConnection> connection_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_PG_CONNECTION_H_
