# Makes the reference values that Registry.Statistics.Tests holds its estimates against. The tests need no R; only this script does.
# Run in this folder:  Rscript make-reference.R
# Needs R with its recommended package survival. The versions that made the committed files stand in their first line.
# Every file: comment lines (#), one header line, then comma-separated values; 17 significant digits; an empty field is NA.

suppressPackageStartupMessages(library(survival))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

write_reference <- function(file, data) {
  connection <- base::file(file, open = "wb")   # LF on every system
  on.exit(close(connection))
  writeLines(sprintf("# R %s.%s, survival %s; made by make-reference.R",
                     R.version$major, R.version$minor, packageVersion("survival")), connection)
  text <- lapply(data, function(column) {
    if (is.double(column)) ifelse(is.na(column), "", formatC(column, digits = 17, format = "g", width = 1))
    else ifelse(is.na(column), "", as.character(column))
  })
  writeLines(paste(names(data), collapse = ","), connection)
  writeLines(do.call(paste, c(text, sep = ",")), connection)
}

# --- Cohorts -----------------------------------------------------------------------------------------------------------
# Days are whole numbers. entry = -1: under observation from the origin, given to R without an entry time.
from_origin <- function(exit, failed) data.frame(entry = -1L, exit = as.integer(exit), failed = as.integer(failed))
delayed <- function(entry, exit, failed) data.frame(entry = as.integer(entry), exit = as.integer(exit), failed = as.integer(failed))

simulated <- function(seed, n, median_days, entry_days, follow_days, unit) {
  set.seed(seed)
  exit <- entry <- integer(0); failed <- integer(0)
  while (length(exit) < n) {                       # Who fails before entry is never seen: left truncation.
    fail <- rexp(1, log(2) / median_days)
    e <- rexp(1, 1 / entry_days)
    c <- e + rexp(1, 1 / follow_days)
    if (fail <= e) next
    e <- as.integer(unit * floor(e / unit)); x <- as.integer(unit * ceiling(min(fail, c) / unit))
    entry <- c(entry, e); exit <- c(exit, x); failed <- c(failed, as.integer(fail <= c))
  }
  delayed(entry, exit, failed)
}

cohorts <- list(
  lung                   = from_origin(lung$time, lung$status == 2),
  veteran                = from_origin(veteran$time, veteran$status),
  heart_half_days        = delayed(2 * heart$start, 2 * heart$stop, heart$event),
  delayed_entry          = simulated(20260101, 800, 20000, 5000, 4000, 1),
  delayed_entry_ties     = simulated(20260102, 1500, 3000, 900, 900, 365),
  delayed_entry_huge_tie = delayed(rep(c(0, 10, 20), each = 100), rep(c(30, 40, 50), times = 100), rep(c(1, 1, 0, 1), length.out = 300)),
  nobody_fails           = delayed(c(0, 3, 5), c(4, 9, 12), c(0, 0, 0)),
  everybody_fails        = from_origin(c(5, 3, 8, 3, 13, 21, 8), rep(1, 7)),
  one_subject_fails      = delayed(2, 7, 1),
  one_subject_censored   = from_origin(7, 0),
  all_censored_first     = from_origin(c(1, 2, 2, 3, 5, 6, 7, 7), c(0, 0, 0, 0, 1, 1, 1, 1)),
  failure_on_day_zero    = from_origin(c(0, 0, 1, 2, 4), c(1, 0, 1, 0, 1)),
  tie_of_all_kinds       = delayed(c(0, 0, 0, 5, 5, 1), c(5, 5, 9, 9, 8, 5), c(1, 0, 0, 1, 1, 0)),
  risk_set_empties       = delayed(c(0, 0, 1, 10, 11, 12), c(4, 5, 6, 20, 21, 22), c(1, 0, 0, 1, 1, 0)),
  early_death_alone      = delayed(c(1, 10, 12, 13, 14), c(3, 30, 40, 35, 50), c(1, 1, 1, 0, 0)),
  flat_on_the_median     = from_origin(c(2, 4, 8, 9), c(1, 1, 1, 0)),
  flat_on_the_median_end = from_origin(c(2, 4, 8, 9), c(1, 1, 0, 0)),
  flat_on_rounded_levels = from_origin(seq(10, 800, by = 10), rep(1, 80)))   # The rounded product lies just above or below the level.

as_surv <- function(cohort) if (all(cohort$entry < 0)) Surv(cohort$exit, cohort$failed) else Surv(cohort$entry, cohort$exit, cohort$failed)

# The conditional curve: who ended by the bound is left out, who entered before it enters on it.
start_at <- function(cohort, bound) {
  if (is.na(bound)) return(cohort)
  later <- cohort[cohort$exit > bound, ]
  later$entry <- pmax(later$entry, as.integer(bound))
  later
}

cases <- expand.grid(transform = c("log-log", "log", "plain"), level = c(0.8, 0.95, 0.99), cohort = names(cohorts), start = NA_integer_,
                     stringsAsFactors = FALSE)
cases <- cases[cases$level == 0.95 | cases$cohort %in% c("veteran", "delayed_entry_ties"), ]
cases <- rbind(cases, data.frame(transform = "log-log", level = 0.95,
                                 cohort = c("early_death_alone", "lung", "delayed_entry", "delayed_entry_ties", "heart_half_days"),
                                 start = c(11L, 300L, 7300L, 730L, 100L)))

steps <- quantiles <- list()
for (i in seq_len(nrow(cases))) {
  case <- cases[i, ]
  cohort <- start_at(cohorts[[case$cohort]], case$start)
  fit <- survfit(as_surv(cohort) ~ 1, conf.type = case$transform, conf.int = case$level)
  on <- which(fit$n.event > 0)
  if (length(on) > 0) {
    day <- fit$time[on]; previous <- c(-Inf, head(day, -1))
    steps[[i]] <- data.frame(
      cohort = case$cohort, transform = case$transform, level = case$level, start = case$start,
      day = as.integer(day), at_risk = as.integer(fit$n.risk[on]), failures = as.integer(fit$n.event[on]),
      censored = mapply(function(a, b) sum(cohort$failed == 0 & cohort$exit >= a & cohort$exit < b), previous, day),
      entered = mapply(function(a, b) sum(cohort$entry >= a & cohort$entry < b), previous, day),
      survivor = fit$surv[on], standard_error = ifelse(fit$surv[on] > 0, fit$surv[on] * fit$std.err[on], NA),
      lower = fit$lower[on], upper = fit$upper[on])
  }
  shares <- c(0.1, 0.25, 0.5, 0.75, 0.9)
  q <- quantile(fit, shares)
  quantiles[[i]] <- data.frame(cohort = case$cohort, transform = case$transform, level = case$level, start = case$start,
                               failed_share = shares, estimate = as.double(q$quantile), lower = as.double(q$lower), upper = as.double(q$upper))
}
write_reference("kaplan-meier-samples.csv", do.call(rbind, Map(function(name, cohort) cbind(cohort = name, cohort), names(cohorts), cohorts)))
write_reference("kaplan-meier-steps.csv", do.call(rbind, steps))
write_reference("kaplan-meier-quantiles.csv", do.call(rbind, quantiles))

# --- Number at risk on a grid ------------------------------------------------------------------------------------------
# Only days on which somebody left: between them R's summary gives the number at risk on the next such day, entries until then included.
grids <- lapply(cohorts, function(cohort) {
  exits <- sort(unique(cohort$exit))
  exits[unique(round(seq(1, length(exits), length.out = 8)))]
})
write_reference("risk-table.csv", do.call(rbind, Map(function(name, cohort, grid) {
  at <- summary(survfit(as_surv(cohort) ~ 1), times = grid, extend = TRUE)
  data.frame(cohort = name, day = grid, entered = sapply(grid, function(t) sum(cohort$entry < t)), at_risk = as.integer(at$n.risk),
             failures = sapply(grid, function(t) sum(cohort$failed == 1 & cohort$exit < t)),
             censored = sapply(grid, function(t) sum(cohort$failed == 0 & cohort$exit < t)))
}, names(cohorts), cohorts, grids)))

# --- Person-time rates: exact Poisson limits ---------------------------------------------------------------------------
rates <- rbind(expand.grid(count = c(0:40, 60, 100, 229, 300, 1000, 12345, 1e5, 1e6, 1e7), person_years = 254.6, level = c(0.5, 0.95, 0.999999)),
               expand.grid(count = c(0, 1, 26), person_years = c(0.001, 1, 3.7), level = c(0.8, 0.9, 0.99)))
limits <- t(mapply(function(count, years, level) poisson.test(count, years, conf.level = level)$conf.int, rates$count, rates$person_years, rates$level))
write_reference("poisson-rates.csv", data.frame(count = as.integer(rates$count), person_years = rates$person_years, level = rates$level,
                                                rate = rates$count / rates$person_years, lower = limits[, 1], upper = limits[, 2]))
