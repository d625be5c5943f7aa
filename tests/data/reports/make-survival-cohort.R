# A cohort with delayed entry, and what R's survfit makes of it: the reference of SurvivalReportTests.
# Run in this folder: Rscript make-survival-cohort.R. It writes survival-cohort.csv and survival-cohort-expected.csv.
# The tests need no R. Written with:
#   R version and survival version: first line of survival-cohort-expected.csv
suppressMessages(library(survival))
set.seed(20261121)
n <- 160
birth <- as.Date("1940-01-01") + floor(runif(n, 0, 24000))
entry_age <- floor(pmin(rlnorm(n, log(14 * 365.25), 0.6), 20000))
death_age <- floor(365.25 * log(1 - log(runif(n)) * 0.05 / 0.01) / 0.05)
censor_age <- entry_age + floor(runif(n, 200, 9000))
cut <- as.Date("2026-01-01")
exit_age <- pmin(death_age, censor_age, as.numeric(cut - birth))
keep <- entry_age < exit_age & birth + entry_age < cut
d <- data.frame(birth = birth, entry = birth + entry_age, exit = birth + exit_age, died = death_age <= exit_age)[keep, ]
write.csv(format(d), "survival-cohort.csv", row.names = FALSE, quote = FALSE)

lines <- paste0("# ", R.version.string, ", survival ", packageVersion("survival"))
lines <- c(lines, "estimate,age_days,at_risk,deaths,survivor,lower,upper")
entry <- as.numeric(d$entry - d$birth)
exit <- as.numeric(d$exit - d$birth)
curve <- function(name, fit) {
  with(fit, {
    use <- n.event > 0
    sprintf("%s,%d,%d,%d,%.10f,%.10f,%.10f", name, time[use], n.risk[use], n.event[use], surv[use], lower[use], upper[use])
  })
}
median_line <- function(name, fit) {
  q <- quantile(fit, 0.5)
  sprintf("%s-median,%s,,,,%s,%s", name, q$quantile, q$lower, q$upper)
}
delayed <- survfit(Surv(entry, exit, d$died) ~ 1, conf.type = "log-log", timefix = FALSE)
naive <- survfit(Surv(exit, d$died) ~ 1, conf.type = "log-log", timefix = FALSE)
lines <- c(lines, curve("delayed-entry", delayed), median_line("delayed-entry", delayed), curve("naive-from-birth", naive), median_line("naive-from-birth", naive))
writeLines(lines, "survival-cohort-expected.csv")
