#include "tests/bench/life_story.h"

#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/bench/case_ids.h"
#include "tests/bench/case_story.h"

namespace referral::bench {
namespace {

// Bytes of a text that somebody writes about a person.
constexpr std::size_t kTextBytes = 200;

// What a person of the case needs and gets.
struct Service {
  const char* need;
  const char* code;
  const char* provider;
  const char* person;
  // Field of the section in which the provider says what it found.
  const char* finding;
};

// A kind of life: p1 is an adult, the others are minors.
struct Kind {
  int people;
  std::vector<Service> services;
  // The provider also makes an appointment for each.
  bool appointments;
};

const std::array<Kind, kKindsOfLife>& Kinds() {
  static const auto* const kinds = new std::array<Kind, kKindsOfLife>{{
      {1,
       {{"medical-check", "medical.check", "health", "p1", "medical"},
        {"employment", "employment.job-placement", "labour", "p1",
         "employment"}},
       true},
      {3,
       {{"housing", "accommodation.temporary", "ngo", "p1", "family"},
        {"medical-check", "medical.check", "health", "p2", "medical"},
        {"schooling", "education.school-placement", "education", "p3",
         "education"}},
       false},
      {2,
       {{"documents", "mentoring.documents", "ngo", "p1", "documents"},
        {"vocational-training", "employment.vocational-training", "labour",
         "p1", "employment"},
        {"psychosocial", "medical.psychosocial", "health", "p2",
         "psychosocial"}},
       false},
  }};
  return *kinds;
}

constexpr std::uint64_t kMostServices = 4;

std::string PersonId(int index) { return absl::StrCat("p", index + 1); }

constexpr char kBudget[] = "{ minor_units: 20000 currency_code: 'AZN' }";

v1::Section SectionOf(const std::string& person) {
  v1::Section section;
  section.set_person_id(person);
  return section;
}

std::vector<v1::Section> AboutPerson(const std::string& person) {
  std::vector<v1::Section> sections(3, SectionOf(person));
  v1::IdentitySection& identity = *sections[0].mutable_identity();
  identity.set_given_name("Sevinc");
  identity.set_family_name("Süleymanova");
  identity.set_nationality_code("AZ");
  v1::ContactSection& contact = *sections[1].mutable_contact();
  contact.set_phone("+994005551037");
  contact.set_preferred_language_code("az");
  sections[2].mutable_family()->set_relation(person == "p1" ? "head" : "child");
  return sections;
}

v1::Section Finding(const Service& service) {
  const std::string text(kTextBytes, 'f');
  const absl::string_view kind = service.finding;
  v1::Section section = SectionOf(service.person);
  if (kind == "medical") section.mutable_medical()->set_text(text);
  if (kind == "psychosocial") section.mutable_psychosocial()->set_text(text);
  if (kind == "education") section.mutable_education()->set_text(text);
  if (kind == "employment") section.mutable_employment()->set_text(text);
  if (kind == "documents") {
    section.mutable_documents()->set_document_type("personal documents");
    section.mutable_documents()->set_text(text);
  }
  if (kind == "family") {
    section.mutable_family()->set_relation("head");
    section.mutable_family()->set_text(text);
  }
  return section;
}

// Collects the messages of one life.
class Life {
 public:
  explicit Life(std::uint64_t number)
      : kind_(Kinds()[number % kKindsOfLife]), number_(number) {}

  std::vector<LifeStep> Write() && {
    Arrive();
    Decide();
    Plan();
    Refer();
    Serve();
    Close();
    return std::move(steps_);
  }

 private:
  LifeStep& Say(const std::string& sender,
                const std::vector<std::string>& acts) {
    LifeStep& step = steps_.emplace_back();
    step.sender = sender;
    for (const std::string& act : acts) step.acts.push_back(StoryAct(act));
    return step;
  }

  void Arrive() {
    Say(kLead,
        {absl::StrCat("arrival_announced { programme_id: '", kShippedProgramme,
                      "' arrival_date { year: 2019 month: 1 day: 20 }"
                      "  return_country_code: 'DE' people_count: ",
                      kind_.people, " }")});
    Say(kLead, {"returnee_informed { place_code: 'GYD' language_code: 'az' }"});
    std::string people;
    for (int i = 0; i < kind_.people; ++i) {
      absl::StrAppend(&people, " people { person_id: '", PersonId(i),
                      "' sex: SEX_FEMALE age_group: ",
                      i == 0 ? "AGE_GROUP_ADULT" : "AGE_GROUP_MINOR", " }");
    }
    LifeStep& applied = Say(
        kLead,
        {absl::StrCat("application_registered { programme_id: '",
                      kShippedProgramme, "'", people,
                      " region_code: 'baku'"
                      "  return_facts { return_kind: RETURN_KIND_READMISSION"
                      "    return_country_code: 'DE' citizen: true"
                      "    return_date { year: 2019 month: 1 day: 20 } } }")});
    for (int i = 0; i < kind_.people; ++i) {
      for (const v1::Section& section : AboutPerson(PersonId(i))) {
        applied.sections.push_back(section);
      }
    }
  }

  void Decide() {
    std::vector<std::string> consents;
    for (int i = 0; i < kind_.people; ++i) {
      consents.push_back(absl::StrCat(
          "consent_given { person_id: '", PersonId(i),
          "' language_code: 'az' given_by: ",
          i == 0 ? "CONSENT_GIVER_SELF" : "CONSENT_GIVER_CAREGIVER",
          " categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
          "  DATA_CATEGORY_FAMILY, DATA_CATEGORY_MEDICAL,"
          "  DATA_CATEGORY_PSYCHOSOCIAL, DATA_CATEGORY_EDUCATION,"
          "  DATA_CATEGORY_EMPLOYMENT, DATA_CATEGORY_DOCUMENTS]"
          " expiry_date { year: 2199 month: 12 day: 31 } }"));
    }
    Say(kLead, consents);
    Say(kLead, {"eligibility_review_started {}",
                "eligibility_decided { eligible: true }"});
  }

  void Plan() {
    std::string needs;
    std::string services;
    for (const Service& service : kind_.services) {
      absl::StrAppend(&needs, " needs { person_id: '", service.person,
                      "' need_code: '", service.need, "' }");
      absl::StrAppend(&services, " services { service_code: '", service.code,
                      "' person_ids: '", service.person, "' budget ", kBudget,
                      " }");
    }
    Say(kLead, {absl::StrCat("needs_assessed {", needs,
                             " vulnerability_level:"
                             "   VULNERABILITY_LEVEL_MEDIUM }")});
    Say(kLead,
        {absl::StrCat("plan_agreed { strands: STRAND_CASE_BY_CASE"
                      "  start_date { year: 2019 month: 2 day: 1 }"
                      "  duration_months: 6"
                      "  vulnerability_level: VULNERABILITY_LEVEL_MEDIUM",
                      services, " }")});
  }

  void Refer() {
    ForEach([this](const Service& service, const std::string& id) {
      Say(kLead,
          {absl::StrCat("referral_requested { ", id, " service_code: '",
                        service.code, "' person_ids: '", service.person,
                        "' region_code: 'baku' budget ", kBudget, " }")});
    });
  }

  // Side by side: each provider says what it does when the others have.
  void Serve() {
    Each("referral_accepted");
    if (kind_.appointments) {
      Each("referral_scheduled",
           "appointment_date { year: 2019 month: 2 day: 8 }");
    }
    Each("referral_started");
    ForEach([this](const Service& service, const std::string& id) {
      Say(service.provider,
          {absl::StrCat("referral_completed { ", id,
                        " outcome: OUTCOME_NEED_MET quantity: 1 cost ", kBudget,
                        " scope: SCOPE_FULL }")})
          .sections = {Finding(service)};
    });
    ForEach([this](const Service&, const std::string& id) {
      Say(kLead, {absl::StrCat("outcome_acknowledged { ", id, " }")});
    });
  }

  void Close() {
    Say(kLead, {"closing_started {}", "case_closed { scope: SCOPE_FULL }"});
    Say(kLead, {"follow_up_recorded { finding_code: 'SETTLED' }"});
  }

  // The provider of each service says `act` of its referral.
  void Each(const std::string& act, const std::string& more = "") {
    ForEach([&](const Service& service, const std::string& id) {
      Say(service.provider, {absl::StrCat(act, " { ", id, " ", more, " }")});
    });
  }

  template <typename SayOf>
  void ForEach(SayOf say_of) {
    for (std::size_t i = 0; i < kind_.services.size(); ++i) {
      say_of(kind_.services[i],
             absl::StrCat("referral_id: '",
                          ReferralIdOf(number_ * kMostServices + i), "'"));
    }
  }

  const Kind& kind_;
  const std::uint64_t number_;
  std::vector<LifeStep> steps_;
};

}  // namespace

std::vector<std::string> LifeSenders() {
  return {kLead, "health", "education", "labour", "ngo"};
}

std::vector<LifeStep> LifeOf(std::uint64_t number) {
  return Life(number).Write();
}

}  // namespace referral::bench
