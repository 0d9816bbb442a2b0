// Every size, count and wait of the product, once, with its unit and reason.
// What a deployment may set has its default here. A test stands at each limit
// that is enforced.
#ifndef REFERRAL_COMMON_BASE_LIMITS_H_
#define REFERRAL_COMMON_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace referral {

// --- Messages -------------------------------------------------------------

// Bytes of one serialised SignedMessage. A bundle of referrals with notes is a
// few KiB; documents travel as references, never as scans.
inline constexpr size_t kMaxMessageBytes = 256 * 1024;

// Bytes of one part's disclosure, so that one part cannot fill the message.
inline constexpr size_t kMaxPartBytes = 64 * 1024;

// Parts of one message: a bundle for a large family, each act its own part.
inline constexpr size_t kMaxParts = 256;

// Bytes of one string field (a note, an address, a code): a printed page in any
// script.
inline constexpr size_t kMaxTextBytes = 4096;

// ASCII characters of the opaque id an agency gives an officer.
inline constexpr size_t kMaxOfficerBytes = 64;

// ASCII characters of any identifier that names a file, an agency or a code.
inline constexpr size_t kMaxIdBytes = 64;

// Bytes of the salt of each disclosure: too many to guess a short part by.
inline constexpr size_t kSaltBytes = 16;

// Depth of messages inside messages that the text check follows.
inline constexpr int kMaxMessageDepth = 32;

// How far a message's sent_time may lie ahead of the router's clock: more than
// clocks that are set by hand differ, less than anybody's working day.
inline constexpr absl::Duration kMaxClockAhead = absl::Minutes(5);

// --- Cases ----------------------------------------------------------------

// Persons of one case: an extended family, several times over.
inline constexpr size_t kMaxPersonsPerCase = 64;

// Referrals of one case over its whole life.
inline constexpr size_t kMaxReferralsPerCase = 1024;

// How far an occurred_date may lie before today: nobody records a date before
// this year. Catches typing errors, not rules.
inline constexpr int kEarliestOccurredYear = 1990;

// Years of any other date: birth of the oldest, the farthest plan.
inline constexpr int kFirstDateYear = 1900;
inline constexpr int kLastDateYear = 2200;

// Needs of one assessment and services of one plan: four for each of 64 people.
inline constexpr size_t kMaxNeedsPerCase = 256;
inline constexpr size_t kMaxPlannedServices = 256;

// Minor units of one amount, so that no sum of a case's amounts overflows.
inline constexpr int64_t kMaxAmountMinorUnits = 1'000'000'000'000;

// Months that one extension of support may add [11].
inline constexpr uint32_t kMaxExtensionMonths = 12;

// Days that data opened in an emergency stays open at most: by then somebody
// can be asked [27].
inline constexpr int kMaxEmergencyDays = 30;

// Sections of one case that later ones have corrected: every category of every
// person, several times over.
inline constexpr size_t kMaxCorrectionsPerCase = 4096;

// Complaints of one case over its whole life.
inline constexpr size_t kMaxComplaintsPerCase = 256;

// Drafts of one case that nobody has adopted or dropped; beyond it no more are
// proposed.
inline constexpr size_t kMaxDraftsPerCase = 64;

// Working days to answer a complaint where the programme does not say.
inline constexpr uint32_t kDefaultComplaintDays = 10;

// Fewest people alike that an export of needs shows where the programme does
// not say [20].
inline constexpr uint32_t kDefaultSmallestExportCount = 5;

// --- Clocks ---------------------------------------------------------------

// Cases with a clock that ran out, looked at in one round: leaves most of the
// round to people.
inline constexpr size_t kMaxDeadlinesPerRound = 64;

// How far the wall clock may leap against the monotonic one before clocks stand
// still: beyond what a time service corrects, below any response time.
inline constexpr absl::Duration kMaxClockLeap = absl::Hours(1);

// How often the router looks for clocks that ran out, at most: a fraction of a
// working day.
inline constexpr absl::Duration kDeadlineLook = absl::Seconds(1);

// --- Capacity -------------------------------------------------------------

// Rows of one publication of capacity: every service of a provider in a dozen
// regions.
inline constexpr size_t kMaxCapacitiesPerCall = 256;

// Rows of capacity that a router keeps, all agencies together: some 400 KiB of
// its own file, which goes into one write with them.
inline constexpr size_t kMaxCapacities = 4 * 1024;

// Places that one row of capacity may name.
inline constexpr uint32_t kMaxPlaces = 1'000'000;

// --- Rounds ---------------------------------------------------------------

// Bytes of one CommitBatch: one synced write that a disk takes in about 10 ms.
inline constexpr size_t kMaxRoundBytes = 1024 * 1024;

// Messages of one round: keeps the wait of the first below a few milliseconds.
inline constexpr size_t kMaxRoundMessages = 1024;

// Messages waiting for the sequencer: eight full rounds. Beyond it: QUEUE_FULL.
inline constexpr size_t kMaxSubmitQueue = 8192;

// --- Streams --------------------------------------------------------------

// Messages coalesced into one stream frame: where the gain levels off.
inline constexpr size_t kMaxFrameMessages = 256;

// Bytes of one stream frame; gRPC's own receive limit is 4 MiB.
inline constexpr size_t kMaxFrameBytes = 1024 * 1024;

// Deliveries an inbox may have out at once, whatever credit its reader gives.
inline constexpr uint32_t kMaxInboxCredit = 1024;

// Positions an inbox looks past a waiting case for one that may go out.
inline constexpr size_t kInboxLookAhead = 4096;

// Streams that one router keeps open; each costs memory, not threads.
inline constexpr size_t kMaxStreams = 1024;

// Streams that a deployment may let one agency keep open.
inline constexpr size_t kMaxStreamsPerAgency = 64;

// Streams of one agency, by default: its inbox, its outbox and some readers.
inline constexpr size_t kDefaultStreamsPerAgency = 16;

// Messages of one agency that may be unanswered, by default: a full outbox.
inline constexpr size_t kDefaultInFlightPerAgency = 1024;

// How long a stream waits for its peer to take a write, or to say hello, by
// default: as long as a delivery may stay unanswered.
inline constexpr absl::Duration kSlowPeerWait = absl::Seconds(30);

// --- Lists ----------------------------------------------------------------

// Rows of one page.
inline constexpr size_t kMaxListPage = 1000;

// Rows of one page when the caller does not say.
inline constexpr size_t kDefaultListPage = 100;

// --- Delivery -------------------------------------------------------------

// Attempts before a delivery is parked, by default.
inline constexpr uint32_t kMaxDeliveryAttempts = 8;

// How long a delivery may stay unanswered before it is sent again, by default.
inline constexpr absl::Duration kAckWait = absl::Seconds(30);

// Delay before the second attempt; doubles with each further one.
inline constexpr absl::Duration kFirstRedeliveryDelay = absl::Seconds(1);

// Longest delay between two attempts, and the longest a nack may ask for.
inline constexpr absl::Duration kMaxRedeliveryDelay = absl::Hours(1);

// --- Outbox ---------------------------------------------------------------

// Longest that an agency service keeps its caller waiting for the router's
// verdict; the caller's own deadline may be shorter.
inline constexpr absl::Duration kSubmissionWait = absl::Seconds(2);

// Delay before an outbox tries an unreachable router again; doubles up to the
// second constant.
inline constexpr absl::Duration kFirstReconnectDelay = absl::Milliseconds(100);
inline constexpr absl::Duration kMaxReconnectDelay = absl::Seconds(10);

// Messages of one outbox that may be out at the router, unanswered.
inline constexpr size_t kMaxOutboxInFlight = 1024;

// Messages one outbox keeps while the router is away: weeks of a ministry's
// work. Beyond it: QUEUE_FULL.
inline constexpr size_t kMaxOutboxDepth = 1'000'000;

// Notices that a desk keeps; the oldest go first beyond it.
inline constexpr size_t kMaxNotices = 100'000;

// Messages of one batch of holds or resumptions: every case of a country.
inline constexpr size_t kMaxBatchMessages = 100'000;

// --- Durability -----------------------------------------------------------

// At most this often the watermark file is synced (and when idle).
inline constexpr absl::Duration kWatermarkInterval = absl::Milliseconds(50);

// Records after which the log is read back and checked in the background. So
// few that they still lie in memory and need not be read from files; what is
// left for the check before the port opens is hardly more.
inline constexpr uint64_t kCheckEveryRecords = 1024;

// --- Front door -----------------------------------------------------------

// How old a connection gets before it is closed in an orderly way, by default:
// whoever was revoked since is out at the latest then.
inline constexpr absl::Duration kMaxConnectionAge = absl::Minutes(10);

// How long calls and streams of an aged connection may go on. Agency services
// move theirs within seconds.
inline constexpr absl::Duration kConnectionAgeGrace = absl::Seconds(30);

// How often the owner of a stream looks whether its connection is being closed:
// many times within the grace.
inline constexpr absl::Duration kDrainLook = absl::Seconds(2);

// Bytes that one server's connections may hold in buffers, all together: 200
// messages of the largest size half-sent at once, and a fraction of the memory
// of the smallest machine (2 GiB). Beyond it gRPC reads more slowly, then cuts
// off calls.
inline constexpr size_t kMaxServerBufferBytes = 256 * 1024 * 1024;

// Certificates found good that a verifier remembers: every peer of a country,
// several times over.
inline constexpr size_t kMaxRememberedCertificates = 4096;

// --- Process --------------------------------------------------------------

// How long a stopping process lets calls finish before it cuts them.
inline constexpr absl::Duration kShutdownGrace = absl::Seconds(5);

// Bytes of one textproto file: loading it is a recorded act, so that it has to
// fit into one part with room for the rest of the act.
inline constexpr size_t kMaxConfigFileBytes = kMaxPartBytes - 1024;

// Bytes of one line of a pilot data set.
inline constexpr size_t kMaxPilotLineBytes = 256 * 1024;

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_LIMITS_H_
