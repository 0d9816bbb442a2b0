// Need to know as one table: every role x every category x every state of the
// consent x every relation of the reader to the referral x whether the section
// was corrected since. Roles and categories come from their enums: a new one
// fails until it is decided here. What is
// expected is said once more, in MaySeeSection and MaySeeAct below, from what
// the rows mean and not from a case file.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/model/apply.h"
#include "common/model/dates.h"
#include "common/model/need_to_know.h"
#include "common/model/sections.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using storage::v1::CaseFile;
using storage::v1::CaseReferral;

constexpr char kReader[] = "reader";
constexpr char kOther[] = "other";

// Consent of p1 to the section's category. Shared on 2020-07-01.
enum class State {
  kNeverGiven,
  kInForce,
  kGivenAfterwards,  // after the section was shared, before today
  kNotYetGiven,      // from tomorrow on
  kEndedBefore,      // before the section was shared
  kEndedSince,       // afterwards
  kWithdrawn,
  kWithdrawnFromReader,
  kToAnother,
  kNotToReader,  // to everybody but the reader
  kOfAnotherCategory,
  kOfAnotherPerson,
  kToBeCounted,  // given for studies alone
  kEmergency,    // opened without the person, by two officers
};
constexpr State kStates[] = {
    State::kNeverGiven,        State::kInForce,
    State::kGivenAfterwards,   State::kNotYetGiven,
    State::kEndedBefore,       State::kEndedSince,
    State::kWithdrawn,         State::kWithdrawnFromReader,
    State::kToAnother,         State::kNotToReader,
    State::kOfAnotherCategory, State::kOfAnotherPerson,
    State::kToBeCounted,       State::kEmergency};

// Of the reader to the one referral of the case, which serves p1.
enum class Relation {
  kRequester,
  kReceiver,
  kNone,
  kRequesterInError,
  kReceiverInError,
  kServesAnother,  // receiver, but the referral serves p2
  kNeedsAnother,   // receiver, but the service needs another category
};
constexpr Relation kRelations[] = {Relation::kRequester,
                                   Relation::kReceiver,
                                   Relation::kNone,
                                   Relation::kRequesterInError,
                                   Relation::kReceiverInError,
                                   Relation::kServesAnother,
                                   Relation::kNeedsAnother};

struct Row {
  v1::AgencyRole role;
  bool leads;  // the case; only a lead can
  bool sent;   // the reader is the sender
  v1::DataCategory category;
  State state;
  Relation relation;
  bool corrected = false;  // the section, by a later one
};

// ---- The rule, said once more.

// What a role can see of a record at best. A new role is not known here.
enum class Share { kNothing, kHeads, kOwnCases, kNeeded };
std::optional<Share> ShareOf(v1::AgencyRole role) {
  static const auto* shares = new std::map<v1::AgencyRole, Share>{
      {v1::AGENCY_ROLE_UNSPECIFIED, Share::kNothing},
      {v1::AGENCY_ROLE_LEAD, Share::kOwnCases},
      {v1::AGENCY_ROLE_PROVIDER, Share::kNeeded},
      {v1::AGENCY_ROLE_NOTIFIER, Share::kNothing},
      {v1::AGENCY_ROLE_OVERSIGHT, Share::kHeads},
      {v1::AGENCY_ROLE_PARTNER, Share::kNothing}};
  const auto found = shares->find(role);
  if (found == shares->end()) return std::nullopt;
  return found->second;
}

// Whether a provider needs the person's consent to see a category. So far no
// category goes without.
std::optional<bool> NeedsConsent(v1::DataCategory category) {
  switch (category) {
    case v1::DATA_CATEGORY_IDENTITY:
    case v1::DATA_CATEGORY_CONTACT:
    case v1::DATA_CATEGORY_FAMILY:
    case v1::DATA_CATEGORY_RETURN:
    case v1::DATA_CATEGORY_MEDICAL:
    case v1::DATA_CATEGORY_PSYCHOSOCIAL:
    case v1::DATA_CATEGORY_EDUCATION:
    case v1::DATA_CATEGORY_EMPLOYMENT:
    case v1::DATA_CATEGORY_FINANCE:
    case v1::DATA_CATEGORY_DOCUMENTS:
    case v1::DATA_CATEGORY_NOTE:
      return true;
    default:
      return std::nullopt;
  }
}

bool Opens(State state) {
  return state == State::kInForce || state == State::kGivenAfterwards ||
         state == State::kEndedSince || state == State::kEmergency;
}

bool MaySeeSection(const Row& row, Share share) {
  if (share == Share::kOwnCases) return row.leads;
  if (share != Share::kNeeded) return false;
  if (row.sent) return true;
  const bool needed = row.relation == Relation::kRequester ||
                      row.relation == Relation::kReceiver;
  return needed && !row.corrected && Opens(row.state);
}

// An act about the referral needs no consent, and a mistake is told to those
// who had a part in it.
bool MaySeeAct(const Row& row, Share share) {
  if (share == Share::kOwnCases) return row.leads;
  if (share != Share::kNeeded) return false;
  return row.sent || row.relation != Relation::kNone;
}

// ---- The case of a row.

v1::DataCategory Another(v1::DataCategory category) {
  return category == v1::DATA_CATEGORY_NOTE ? v1::DATA_CATEGORY_CONTACT
                                            : v1::DATA_CATEGORY_NOTE;
}

constexpr absl::CivilDay kFirst(2020, 1, 1);
constexpr absl::CivilDay kBefore(2020, 6, 30);
constexpr absl::CivilDay kShared(2020, 7, 1);
constexpr absl::CivilDay kSince(2020, 8, 1);
constexpr absl::CivilDay kToday(2020, 9, 1);
constexpr absl::CivilDay kTomorrow(2020, 9, 2);
constexpr absl::CivilDay kLast(2030, 1, 1);

void Give(CaseFile& file, const std::string& person, v1::DataCategory category,
          absl::CivilDay from, absl::CivilDay to,
          const std::string& recipient = "") {
  v1::Act act;
  *act.mutable_occurred_date() = ToDate(from);
  v1::ConsentGiven& given = *act.mutable_consent_given();
  given.set_person_id(person);
  given.add_categories(category);
  if (!recipient.empty()) given.add_recipients(recipient);
  v1::ActEffects effects;
  *effects.mutable_consent_expiry_date() = ToDate(to);
  ApplyAct(file, act, effects, {"sms", Id(1), 1, absl::UnixEpoch()});
}

void Override(CaseFile& file, v1::DataCategory category) {
  v1::Act act = acts::Emergency("p1");
  *act.mutable_occurred_date() = ToDate(kFirst);
  v1::EmergencyOverridden& opened = *act.mutable_emergency_overridden();
  opened.clear_categories();
  opened.add_categories(category);
  *opened.mutable_recipients(0) = kReader;
  v1::ActEffects effects;
  *effects.mutable_consent_expiry_date() = ToDate(kLast);
  ApplyAct(file, act, effects, {"sms", Id(1), 1, absl::UnixEpoch()});
}

void Withdraw(CaseFile& file, const std::string& recipient = "") {
  v1::Act act = acts::Withdrawal("p1");
  if (!recipient.empty()) {
    act.mutable_consent_withdrawn()->add_recipients(recipient);
  }
  ApplyAct(file, act, {}, {"sms", Id(2), 2, absl::UnixEpoch()});
}

void AddConsent(CaseFile& file, const Row& row) {
  switch (row.state) {
    case State::kNeverGiven:
      return;
    case State::kInForce:
      return Give(file, "p1", row.category, kFirst, kLast);
    case State::kGivenAfterwards:
      return Give(file, "p1", row.category, kSince, kLast);
    case State::kNotYetGiven:
      return Give(file, "p1", row.category, kTomorrow, kLast);
    case State::kEndedBefore:
      return Give(file, "p1", row.category, kFirst, kBefore);
    case State::kEndedSince:
      return Give(file, "p1", row.category, kFirst, kShared);
    case State::kWithdrawn:
      Give(file, "p1", row.category, kFirst, kLast);
      return Withdraw(file);
    case State::kWithdrawnFromReader:
      Give(file, "p1", row.category, kFirst, kLast, kReader);
      return Withdraw(file, kReader);
    case State::kToAnother:
      return Give(file, "p1", row.category, kFirst, kLast, kOther);
    case State::kNotToReader:
      Give(file, "p1", row.category, kFirst, kLast);
      return Withdraw(file, kReader);
    case State::kOfAnotherCategory:
      return Give(file, "p1", Another(row.category), kFirst, kLast);
    case State::kOfAnotherPerson:
      return Give(file, "p2", row.category, kFirst, kLast);
    case State::kToBeCounted:
      Give(file, "p1", row.category, kFirst, kLast);
      return file.mutable_people(0)->mutable_consents(0)->add_purposes(
          v1::CONSENT_PURPOSE_STUDY);
    case State::kEmergency:
      return Override(file, row.category);
  }
}

void AddReferral(CaseFile& file, const Row& row) {
  CaseReferral& referral = *file.add_referrals();
  referral.set_referral_id(Id(1));
  referral.set_status(row.relation == Relation::kRequesterInError ||
                              row.relation == Relation::kReceiverInError
                          ? v1::REFERRAL_STATUS_ENTERED_IN_ERROR
                          : v1::REFERRAL_STATUS_REQUESTED);
  const bool requests = row.relation == Relation::kRequester ||
                        row.relation == Relation::kRequesterInError;
  referral.set_requester(requests ? kReader : kOther);
  referral.set_receiver(requests || row.relation == Relation::kNone ? "third"
                                                                    : kReader);
  referral.add_person_ids(row.relation == Relation::kServesAnother ? "p2"
                                                                   : "p1");
  referral.add_categories(row.relation == Relation::kNeedsAnother
                              ? Another(row.category)
                              : row.category);
}

CaseFile FileOf(const Row& row) {
  CaseFile file;
  file.set_lead(row.leads ? kReader : "sms");
  for (const char* person : {"p1", "p2"}) {
    file.add_people()->mutable_person()->set_person_id(person);
  }
  AddReferral(file, row);
  AddConsent(file, row);
  if (row.corrected) {
    v1::SupersededSection& corrected = *file.add_superseded();
    corrected.set_message_id(Id(7));
    corrected.set_person_id("p1");
    corrected.set_category(row.category);
  }
  return file;
}

// One act about the referral, one section of p1.
std::vector<v1::Disclosure> PartsOf(v1::DataCategory category) {
  std::vector<v1::Disclosure> parts(2);
  *parts[0].mutable_act() = acts::Information(Id(1));
  *parts[0].mutable_act()->mutable_occurred_date() = ToDate(kShared);
  v1::Section& section = *parts[1].mutable_section();
  section.set_person_id("p1");
  const auto* contents = v1::Section::descriptor()->FindOneofByName("content");
  for (int i = 0; i < contents->field_count(); ++i) {
    section.GetReflection()->MutableMessage(&section, contents->field(i));
    if (CategoryOf(section) == category) return parts;
  }
  ADD_FAILURE() << "no section has " << v1::DataCategory_Name(category);
  return parts;
}

void ExpectRow(const Row& row, Share share) {
  const Reader reader{Reader::Kind::kAgency, kReader, row.role};
  const View view =
      NeedToKnow(FileOf(row), {row.sent ? kReader : kOther, Id(7)},
                 PartsOf(row.category), reader, ToDate(kToday));
  const bool act = MaySeeAct(row, share);
  std::vector<int> parts;
  if (act) parts.push_back(0);
  if (MaySeeSection(row, share)) parts.push_back(1);
  EXPECT_EQ(view.parts, parts);
  EXPECT_EQ(view.effects, act);
  EXPECT_EQ(view.extent, !parts.empty()           ? View::Extent::kParts
                         : share == Share::kHeads ? View::Extent::kHeadOnly
                                                  : View::Extent::kNothing);
}

std::vector<v1::DataCategory> Categories() {
  std::vector<v1::DataCategory> all;
  const auto* values = v1::DataCategory_descriptor();
  for (int i = 0; i < values->value_count(); ++i) {
    const int number = values->value(i)->number();
    if (number != 0) all.push_back(static_cast<v1::DataCategory>(number));
  }
  return all;
}

void ExpectRowsOf(v1::AgencyRole role, Share share, v1::DataCategory category) {
  for (const State state : kStates) {
    for (const Relation relation : kRelations) {
      for (const bool leads : {false, true}) {
        if (leads && role != v1::AGENCY_ROLE_LEAD) continue;
        for (const auto& [sent, corrected] : {std::pair(false, false),
                                              {false, true},
                                              {true, false},
                                              {true, true}}) {
          SCOPED_TRACE(absl::StrCat(
              "state ", static_cast<int>(state), ", relation ",
              static_cast<int>(relation), leads ? ", leads" : "",
              sent ? ", sent" : "", corrected ? ", corrected" : ""));
          ExpectRow({role, leads, sent, category, state, relation, corrected},
                    share);
          if (::testing::Test::HasFailure()) return;
        }
      }
    }
  }
}

TEST(NeedToKnowTableTest, EveryRoleCategoryConsentAndRelation) {
  const auto* roles = v1::AgencyRole_descriptor();
  for (int i = 0; i < roles->value_count(); ++i) {
    const auto role = static_cast<v1::AgencyRole>(roles->value(i)->number());
    const std::optional<Share> share = ShareOf(role);
    ASSERT_TRUE(share.has_value())
        << "decide what " << v1::AgencyRole_Name(role) << " may see";
    for (const v1::DataCategory category : Categories()) {
      SCOPED_TRACE(v1::AgencyRole_Name(role) + " " +
                   v1::DataCategory_Name(category));
      ASSERT_TRUE(NeedsConsent(category).value_or(false))
          << "decide who may see the category";
      ExpectRowsOf(role, *share, category);
      if (HasFailure()) return;
    }
  }
}

TEST(NeedToKnowTableTest, AnOperatorGetsHeadsWhateverTheConsent) {
  for (const v1::DataCategory category : Categories()) {
    const Row row{
        v1::AGENCY_ROLE_UNSPECIFIED, false, false, category, State::kInForce,
        Relation::kReceiver};
    const View view =
        NeedToKnow(FileOf(row), {kOther, Id(7)}, PartsOf(category),
                   {Reader::Kind::kOperator, "", row.role}, ToDate(kToday));
    EXPECT_EQ(view.extent, View::Extent::kHeadOnly);
  }
}

TEST(NeedToKnowTableTest, EverySectionHasACategoryOfItsOwn) {
  const auto* contents = v1::Section::descriptor()->FindOneofByName("content");
  EXPECT_EQ(static_cast<size_t>(contents->field_count()), Categories().size());
  for (const v1::DataCategory category : Categories()) PartsOf(category);
}

}  // namespace
}  // namespace referral::model
