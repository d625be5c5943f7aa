# R's survival on the distribution of RiskSetBenchmark: 1,000,000 samples with delayed entry. Median of 3 runs.
suppressPackageStartupMessages(library(survival))
set.seed(1)
n <- 1e6
entry <- sample.int(20000, n, replace = TRUE) - 1
exit <- entry + sample.int(15000, n, replace = TRUE)
cause <- (sample.int(2, n, replace = TRUE) - 1) * sample.int(3, n, replace = TRUE)
group <- factor(sample.int(3, n, replace = TRUE)); stratum <- sample.int(10, n, replace = TRUE); x <- runif(n); id <- seq_len(n)
time <- function(what, expression, runs = 3) {
  code <- substitute(expression); where <- parent.frame()
  ms <- replicate(runs, 1000 * system.time(eval(code, where))[["elapsed"]])
  cat(sprintf("%s: median %.0f ms of %s\n", what, median(ms), paste(round(ms), collapse = ", ")))
}
cat(sprintf("R %s.%s, survival %s\n", R.version$major, R.version$minor, packageVersion("survival")))
time("score test, three groups", coxph(Surv(entry, exit, cause > 0) ~ group, ties = "breslow", iter.max = 0))
time("score test, ten strata", coxph(Surv(entry, exit, cause > 0) ~ group + strata(stratum), ties = "breslow", iter.max = 0))
time("cumulative hazard", survfit(Surv(entry, exit, cause > 0) ~ 1))
time("Cox, one covariate", coxph(Surv(entry, exit, cause > 0) ~ x))
time("cumulative incidence without standard errors", survfit(Surv(entry, exit, factor(cause)) ~ 1, id = id, se.fit = FALSE), runs = 1)
