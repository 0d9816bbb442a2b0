// A shipped data set with everything it is played under, as its run file in
// deploy/programmes says.
#ifndef REFERRAL_TESTS_DEPLOY_PILOT_DATA_SET_H_
#define REFERRAL_TESTS_DEPLOY_PILOT_DATA_SET_H_

#include <string>
#include <vector>

#include "deploy/pilot/case_data.h"
#include "deploy/pilot/cast.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::pilot {

struct DataSet {
  std::string text;  // of the file with the cases
  std::vector<CaseData> cases;
  Cast cast;
  config::v1::Deployment deployment;
  config::v1::Programme programme;

  // Code of the report group of a service; empty if the programme has none.
  std::string GroupOf(const std::string& service) const;
};

// Of deploy/programmes/`id`.run; no case may reach beyond `today`. Ends the
// test program if anything of it does not load.
DataSet LoadDataSet(const std::string& id, Day today);

}  // namespace referral::pilot

#endif  // REFERRAL_TESTS_DEPLOY_PILOT_DATA_SET_H_
