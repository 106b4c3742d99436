#pragma once

#include "reporters/page.h"
#include "reporters/reporter.h"

/// The parts of the text report, in the order a reader needs them. Each writes nothing when it has
/// nothing to say.
namespace orbench::reporters::text {

/// Name, verdict, what the run was, and what was found, worst first.
void write_headline(const ReportInput& input, Page& page);
/// The figures by cell, and by provider where more than one served.
void write_cells(const ReportInput& input, Page& page);
/// Cells against each other, with a verdict for each pair and figure.
void write_comparisons(const ReportInput& input, Page& page);
/// Limits that were searched for: what was found, held against what the service says.
void write_searches(const ReportInput& input, Page& page);
/// How the requests ended, as sums that add up.
void write_requests(const ReportInput& input, Page& page);
/// Failures by class, with sample ids to look up.
void write_errors(const ReportInput& input, Page& page);
void write_checks(const ReportInput& input, Page& page);
/// Where routing was checked: both sides' view of the same requests, and what is published.
void write_routing(const ReportInput& input, Page& page);
/// The client's own part in the figures.
void write_client(const ReportInput& input, Page& page);
/// What the figures mean and where the run is kept.
void write_footer(const ReportInput& input, Page& page);

}  // namespace orbench::reporters::text
