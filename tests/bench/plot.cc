#include "tests/bench/plot.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "tests/bench/subject.h"

namespace referral::bench {
namespace {

// In pixels.
constexpr int kWidth = 820;
constexpr int kMargin = 24;
constexpr int kBarsLeft = 190;
constexpr int kBarsWidth = 520;
constexpr int kRowHeight = 28;
constexpr int kBarHeight = 18;
constexpr int kHeadingHeight = 34;
constexpr int kTitleHeight = 92;

enum class Kind { kOurs, kLimit, kPeer };

struct Paint {
  const char* colour;
  const char* means;
};
Paint PaintOf(Kind kind) {
  switch (kind) {
    case Kind::kOurs:
      return {"#d9642b", "this broker"};
    case Kind::kLimit:
      return {"#b4bcc6", "limit: disk or network alone"};
    case Kind::kPeer:
      return {"#5b84ad", "other brokers and stores"};
  }
  return {"", ""};
}

Kind KindOf(absl::string_view name) {
  for (const absl::string_view limit : {"rocksdb ", "grpc "}) {
    if (absl::StartsWith(name, limit)) return Kind::kLimit;
  }
  for (const absl::string_view peer :
       {"redis ", "rabbitmq ", "postgresql ", "etcd "}) {
    if (absl::StartsWith(name, peer)) return Kind::kPeer;
  }
  return Kind::kOurs;
}

// Those that do the same.
struct Group {
  std::string heading;
  std::vector<const Result*> rows;
};

std::vector<Group> GroupsOf(const std::vector<Result>& results) {
  std::vector<Group> groups = {
      {"Submitted, synced, acknowledged", {}},
      {"Delivered and acknowledged by the receiver", {}},
      {"Other ways", {}},
      {"Limits: what lies below, alone", {}}};
  for (const Result& result : results) {
    if (KindOf(result.name) == Kind::kLimit) {
      groups[3].rows.push_back(&result);
    } else if (absl::StrContains(result.name, "submit")) {
      groups[0].rows.push_back(&result);
    } else if (absl::StrContains(result.name, "flow")) {
      groups[1].rows.push_back(&result);
    } else {
      groups[2].rows.push_back(&result);
    }
  }
  groups.erase(
      std::remove_if(groups.begin(), groups.end(),
                     [](const Group& group) { return group.rows.empty(); }),
      groups.end());
  return groups;
}

// Between two lines of the grid: a round number, at most eight of them.
double StepOf(double longest) {
  const double power = std::pow(10, std::floor(std::log10(longest)));
  for (const double part : {0.2, 0.5, 1.0}) {
    if (longest / power <= 8 * part) return power * part;
  }
  return power * 2;
}

// What bars show.
class Scale {
 public:
  Scale(bool is_time, const std::vector<Result>& results) : is_time_(is_time) {
    for (const Result& result : results) {
      for (const double value : Of(result)) {
        longest_ = std::max(longest_, value);
      }
    }
  }

  std::vector<double> Of(const Result& result) const {
    if (!is_time_) return result.per_second;
    std::vector<double> ms;
    for (const absl::Duration p50 : result.p50) {
      ms.push_back(absl::ToDoubleMilliseconds(p50));
    }
    return ms;
  }
  double X(double value) const {
    return kBarsLeft + value / longest_ * kBarsWidth;
  }
  std::string TextOf(double value) const {
    if (is_time_) return absl::StrFormat("%.2f ms", value);
    const auto whole = static_cast<int>(std::lround(value));
    if (whole < 1000) return absl::StrCat(whole);
    return absl::StrFormat("%d,%03d", whole / 1000, whole % 1000);
  }
  double longest() const { return longest_; }

 private:
  const bool is_time_;
  double longest_ = 1e-9;
};

std::string Text(double x, int y, absl::string_view style,
                 absl::string_view text) {
  return absl::StrFormat("<text x='%.1f' y='%d' %s>%s</text>\n", x, y, style,
                         text);
}

std::string TitleOf(const Schedule& schedule) {
  const std::string title = schedule.rate == 0
                                ? "Messages a second"
                                : "How long a message takes (p50)";
  const std::string load =
      schedule.rate == 0 ? absl::StrCat(schedule.in_flight, " in flight")
                         : absl::StrFormat("%g sent a second", schedule.rate);
  return Text(kMargin, kMargin + 14, "font-size='20' font-weight='600'",
              title) +
         Text(kMargin, kMargin + 36, "fill='#59636e'",
              absl::StrFormat(
                  "%d bytes each, %s, synced to disk; bar: median of "
                  "%d interleaved rounds, line: range",
                  kMessageBytes, load, schedule.rounds));
}

std::string LegendOf(const std::vector<Result>& results) {
  std::string legend;
  double x = kMargin;
  constexpr int kY = kMargin + 62;
  for (const Kind kind : {Kind::kOurs, Kind::kPeer, Kind::kLimit}) {
    const bool shown = std::any_of(
        results.begin(), results.end(),
        [&](const Result& result) { return KindOf(result.name) == kind; });
    if (!shown) continue;
    const Paint paint = PaintOf(kind);
    absl::StrAppendFormat(
        &legend,
        "<rect x='%.1f' y='%d' width='12' height='12' rx='2' fill='%s'/>\n", x,
        kY - 11, paint.colour);
    legend += Text(x + 18, kY, "", paint.means);
    constexpr int kPerLetter = 8;
    x += 44 + kPerLetter *
                  static_cast<double>(absl::string_view(paint.means).size());
  }
  return legend;
}

std::string GridOf(const Scale& scale, int top, int bottom) {
  std::string grid;
  const double step = StepOf(scale.longest());
  for (double value = 0; value <= scale.longest(); value += step) {
    absl::StrAppendFormat(&grid,
                          "<line x1='%.1f' y1='%d' x2='%.1f' y2='%d'"
                          " stroke='#e4e8ec'/>\n",
                          scale.X(value), top, scale.X(value), bottom);
    grid += Text(scale.X(value), bottom + 18,
                 "text-anchor='middle' font-size='12' fill='#59636e'",
                 value == 0 ? "0" : scale.TextOf(value));
  }
  return grid;
}

std::string RowOf(const Result& result, const Scale& scale, int y) {
  const std::vector<double> values = scale.Of(result);
  const double median = Median(values);
  const auto [lowest, highest] =
      std::minmax_element(values.begin(), values.end());
  const Kind kind = KindOf(result.name);
  const int middle = y + kBarHeight / 2;
  const char* weight = kind == Kind::kOurs ? "font-weight='600'" : "";
  return Text(kBarsLeft - 10, middle + 5,
              absl::StrCat("text-anchor='end' ", weight), result.name) +
         absl::StrFormat(
             "<rect x='%d' y='%d' width='%.1f' height='%d' rx='2' fill='%s'/>\n"
             "<path d='M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8' stroke='#1f2328'"
             " stroke-width='1.5' fill='none'/>\n",
             kBarsLeft, y, scale.X(median) - kBarsLeft, kBarHeight,
             PaintOf(kind).colour, scale.X(*lowest), middle, scale.X(*highest),
             scale.X(*lowest), middle - 4, scale.X(*highest), middle - 4) +
         Text(scale.X(*highest) + 10, middle + 5, weight, scale.TextOf(median));
}

}  // namespace

std::string PlotOf(const Schedule& schedule,
                   const std::vector<Result>& results) {
  const Scale scale(schedule.rate != 0, results);
  std::string rows;
  int y = kTitleHeight;
  for (const Group& group : GroupsOf(results)) {
    rows += Text(kBarsLeft, y + 24, "font-weight='600' fill='#59636e'",
                 group.heading);
    y += kHeadingHeight;
    for (const Result* result : group.rows) {
      rows += RowOf(*result, scale, y);
      y += kRowHeight;
    }
  }
  const int height = y + 2 * kMargin;
  return absl::StrFormat(
             "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
             " viewBox='0 0 %d %d' font-family='system-ui, \"Segoe UI\","
             " Helvetica, Arial, sans-serif' font-size='14' fill='#1f2328'>\n"
             "<rect width='100%%' height='100%%' rx='8' fill='#ffffff'/>\n",
             kWidth, height, kWidth, height) +
         TitleOf(schedule) + LegendOf(results) +
         GridOf(scale, kTitleHeight + 8, y) + rows + "</svg>\n";
}

}  // namespace referral::bench
