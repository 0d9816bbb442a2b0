// Clients that begin large messages and never end them.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/address.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/who_service.h"
#include "tests/support/status_matchers.h"

namespace referral::rpc {
namespace {

constexpr size_t kSentBytes = 60'000;  // within HTTP/2's first window

std::string Frame(uint8_t type, uint8_t flags, uint8_t stream,
                  const std::string& payload) {
  const size_t size = payload.size();
  std::string frame = {static_cast<char>(size >> 16),
                       static_cast<char>(size >> 8),
                       static_cast<char>(size),
                       static_cast<char>(type),
                       static_cast<char>(flags),
                       0,
                       0,
                       0,
                       static_cast<char>(stream)};
  return frame + payload;
}

// A header as HPACK writes it without any table.
std::string Header(const std::string& name, const std::string& value) {
  std::string text(1, '\0');
  text += static_cast<char>(name.size());
  text += name;
  text += static_cast<char>(value.size());
  return text + value;
}

// The beginning of a call whose message is announced with a mebibyte.
std::string HalfACall() {
  std::string text = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  text += Frame(4, 0, 0, "");  // SETTINGS
  text += Frame(1, 4, 1,       // HEADERS, whole
                Header(":method", "POST") + Header(":scheme", "http") +
                    Header(":path", "/referral.v1.OpsService/GetStatus") +
                    Header(":authority", "x") +
                    Header("content-type", "application/grpc") +
                    Header("te", "trailers"));
  std::string message = {0, 0, 0x10, 0, 0};
  message += std::string(kSentBytes, 'x');
  for (size_t at = 0; at < message.size(); at += 16'000) {
    text += Frame(0, 0, 1, message.substr(at, 16'000));  // DATA
  }
  return text;
}

// A plain connection that is closed with the object.
class Connection {
 public:
  explicit Connection(const std::string& to)
      : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto address = ParseAddress(to);
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(address->port);
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&target),
                      sizeof(target)),
              0);
  }
  ~Connection() { close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // As much as the other side takes.
  void Send(const std::string& text) const {
    (void)send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  // Whether the other side has closed it; passes over what it said.
  bool closed() const {
    char some[4096];
    ssize_t size = 0;
    do {
      size = recv(fd_, some, sizeof(some), MSG_DONTWAIT);
    } while (size > 0);
    return size == 0 || (errno != EAGAIN && errno != EINTR);
  }

 private:
  const int fd_;
};

class HalfSentTest : public ::testing::Test {
 protected:
  void Start(size_t max_buffer_bytes) {
    ServerOptions options;
    options.insecure_loopback = true;
    options.max_buffer_bytes = max_buffer_bytes;
    ASSERT_OK_AND_ASSIGN(server_, Server::Start(options, {&service_}));
    const std::string half = HalfACall();
    for (int i = 0; i < kConnections; ++i) {
      hostile_.push_back(
          std::make_unique<Connection>(server_->bound_address()));
      hostile_.back()->Send(half);
    }
  }

  // An honest client that has just come.
  absl::Status Ask() {
    ChannelOptions dial;
    dial.insecure_loopback = true;
    ASSIGN_OR_RETURN(const auto channel,
                     MakeChannel(server_->bound_address(), dial));
    return AskWho(channel, {Peer::Kind::kAgency, "", "sms", ""}).status();
  }

  int Closed() const {
    return static_cast<int>(
        std::count_if(hostile_.begin(), hostile_.end(),
                      [](const auto& one) { return one->closed(); }));
  }

  // 18 MB of half messages.
  static constexpr int kConnections = 300;

  WhoService service_{
      PeerRules{"referral.az", true, {Peer::Kind::kAgency}, ""}};
  std::unique_ptr<Server> server_;
  std::vector<std::unique_ptr<Connection>> hostile_;
};

// While room is made, an honest connection may be among those cut: its client
// tries again.
TEST_F(HalfSentTest, TheyAreCutOffAndTheHonestAreServedAgain) {
  Start(4 * 1024 * 1024);
  constexpr int kInARow = 20;
  int served = 0;
  const absl::Time give_up = absl::Now() + absl::Seconds(60);
  while ((served < kInARow || Closed() < kConnections / 2) &&
         absl::Now() < give_up) {
    const absl::Status status = Ask();
    ASSERT_TRUE(status.ok() || IsRetryable(status)) << status;
    served = status.ok() ? served + 1 : 0;
  }
  EXPECT_GE(served, kInARow);
  EXPECT_GE(Closed(), kConnections / 2);
}

TEST_F(HalfSentTest, NobodyIsCutOffWhileThereIsRoom) {
  Start(kMaxServerBufferBytes);
  for (int i = 0; i < 50; ++i) ASSERT_OK(Ask());
  EXPECT_EQ(Closed(), 0);
}

}  // namespace
}  // namespace referral::rpc
