#include "services/referralctl/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace referral::referralctl {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowest = 6;  // a cut column keeps at least this much

bool StartsCodePoint(char c) {
  return (static_cast<unsigned char>(c) >> 6) != 2;
}

// U+0300 to U+036F: two bytes, CC 80 to CD AF.
bool IsCombining(absl::string_view rest) {
  if (rest.size() < 2) return false;
  const auto lead = static_cast<unsigned char>(rest[0]);
  const auto next = static_cast<unsigned char>(rest[1]);
  return lead == 0xCC || (lead == 0xCD && next < 0xB0);
}

std::string Cut(absl::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  int used = 0;
  size_t end = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!StartsCodePoint(text[i])) continue;
    if (!IsCombining(text.substr(i))) ++used;
    if (used == width) {
      end = i;
      break;
    }
  }
  return absl::StrCat(text.substr(0, end), "…");
}

const char* CodeOf(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "32";
    case Tone::kWarn:
      return "33";
    case Tone::kBad:
      return "31";
    case Tone::kDim:
      return "2";
    case Tone::kPlain:
      break;
  }
  return nullptr;
}

std::vector<int> NaturalWidths(const std::vector<Column>& columns,
                               const std::vector<std::vector<Cell>>& rows) {
  std::vector<int> widths;
  widths.reserve(columns.size());
  for (const Column& column : columns) {
    widths.push_back(DisplayWidth(column.title));
  }
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i].text));
    }
  }
  return widths;
}

// Marks a column that is not shown.
constexpr int kLeftOut = -1;

int TotalWidth(const std::vector<int>& widths) {
  int total = -kGap;
  for (const int width : widths) {
    if (width != kLeftOut) total += width + kGap;
  }
  return total;
}

// Takes what is too much: whole optional columns, then from the widest that
// may be cut.
void FitInto(int width, const std::vector<Column>& columns,
             std::vector<int>& widths) {
  if (width <= 0) return;
  for (size_t i = columns.size(); i-- > 0 && TotalWidth(widths) > width;) {
    if (columns[i].fit == Fit::kOptional) widths[i] = kLeftOut;
  }
  while (TotalWidth(widths) > width) {
    size_t widest = columns.size();
    for (size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].fit != Fit::kCut || widths[i] <= kNarrowest) continue;
      if (widest == columns.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == columns.size()) return;
    --widths[widest];
  }
}

}  // namespace

Style StyleOfStdout() {
  Style style;
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  style.colour = terminal && std::getenv("NO_COLOR") == nullptr;
  style.width = 0;
  winsize size = {};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    style.width = size.ws_col;
  }
  const char* columns = std::getenv("COLUMNS");
  int asked = 0;
  if (columns != nullptr && absl::SimpleAtoi(columns, &asked) && asked > 0) {
    style.width = asked;
  }
  return style;
}

int DisplayWidth(absl::string_view text) {
  int width = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (StartsCodePoint(text[i]) && !IsCombining(text.substr(i))) ++width;
  }
  return width;
}

std::string Paint(absl::string_view text, Tone tone, const Style& style) {
  const char* code = CodeOf(tone);
  if (!style.colour || code == nullptr) return std::string(text);
  return absl::StrCat("\x1b[", code, "m", text, "\x1b[0m");
}

std::string RenderTable(const std::vector<Column>& columns,
                        const std::vector<std::vector<Cell>>& rows,
                        const Style& style) {
  std::vector<int> widths = NaturalWidths(columns, rows);
  FitInto(style.width, columns, widths);
  std::string out;
  const auto add_row = [&](const std::vector<Cell>& row) {
    std::string line;
    std::string pad;
    for (size_t i = 0; i < row.size() && i < columns.size(); ++i) {
      if (widths[i] == kLeftOut) continue;
      const std::string text = Cut(row[i].text, widths[i]);
      const std::string fill(
          static_cast<size_t>(std::max(0, widths[i] - DisplayWidth(text))),
          ' ');
      const std::string shown = Paint(text, row[i].tone, style);
      if (i > 0) pad.append(kGap, ' ');
      // Padding waits until something follows: no blanks at a line's end.
      if (columns[i].right) pad += fill;
      if (!text.empty()) {
        absl::StrAppend(&line, pad, shown);
        pad.clear();
      }
      if (!columns[i].right || text.empty()) pad += fill;
    }
    absl::StrAppend(&out, line, "\n");
  };
  std::vector<Cell> header;
  header.reserve(columns.size());
  for (const Column& column : columns) {
    header.push_back({column.title, Tone::kDim});
  }
  add_row(header);
  for (const auto& row : rows) add_row(row);
  return out;
}

}  // namespace referral::referralctl
