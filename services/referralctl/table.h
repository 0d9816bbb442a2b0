// Plain tables for a terminal.
#ifndef REFERRAL_SERVICES_REFERRALCTL_TABLE_H_
#define REFERRAL_SERVICES_REFERRALCTL_TABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace referral::referralctl {

// What a cell wants to say beside its text; shown as colour, if at all.
enum class Tone { kPlain, kGood, kWarn, kBad, kDim };

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

// How a column gives way where a table is too wide.
enum class Fit {
  kWhole,     // never: ids, codes, numbers, times
  kCut,       // cut, with an ellipsis: words for people
  kOptional,  // left out
};

struct Column {
  std::string title;
  bool right = false;  // aligned to the right: numbers
  Fit fit = Fit::kWhole;
};

// How and where a table is shown.
struct Style {
  int width = 80;  // columns of the terminal; 0: without bound
  bool colour = false;
};

// Style of standard output: its width if it is a terminal (COLUMNS wins),
// without bound otherwise; colour only on a terminal and never with NO_COLOR.
Style StyleOfStdout();

// Columns on the terminal that `text` takes: one for each code point, none
// for combining marks.
int DisplayWidth(absl::string_view text);

// `text` with the tone's colour around it if `style` has colour.
std::string Paint(absl::string_view text, Tone tone, const Style& style);

// Rows of cells under a header line, two spaces apart. Where the rows are
// wider than the style allows, optional columns are left out, the last first,
// then the columns that may be are cut, the widest first. Rows may have fewer
// cells than columns.
std::string RenderTable(const std::vector<Column>& columns,
                        const std::vector<std::vector<Cell>>& rows,
                        const Style& style);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_TABLE_H_
