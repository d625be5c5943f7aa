# R's survfit on the distribution of KaplanMeierBenchmark: 1,000,000 samples with delayed entry, log-log band. Median of 5 runs.
suppressPackageStartupMessages(library(survival))
set.seed(1)
n <- 1e6
entry <- sample.int(20000, n, replace = TRUE) - 1
exit <- entry + sample.int(15000, n, replace = TRUE)
failed <- sample.int(2, n, replace = TRUE) - 1
ms <- replicate(5, 1000 * system.time(survfit(Surv(entry, exit, failed) ~ 1, conf.type = "log-log"))[["elapsed"]])
cat(sprintf("R %s.%s, survival %s: median %.0f ms of %s\n", R.version$major, R.version$minor, packageVersion("survival"), median(ms),
            paste(round(ms), collapse = ", ")))
