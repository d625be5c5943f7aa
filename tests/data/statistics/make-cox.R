# Cox regression: coefficients, robust errors, tests, proportionality. See common.R.
# lung, ovarian, bladder1 and rats are data sets of the package survival; their sources stand in its manual
# (lung: Loprinzi et al. 1994, J. Clin. Oncol. 12:601-607; ovarian: Edmunson et al. 1979, Cancer Treat. Rep. 63:241-247; rats: Mantel et al. 1977, Cancer Res. 37:3863-3868).
suppressPackageStartupMessages(library(survival))
source("common.R")
write <- function(file, data) write_reference(file, data, "survival", "make-cox.R")
numbered <- function(x) as.integer(factor(x)) - 1L

model <- function(cohort, x, stratum = 0L, cluster = seq_len(nrow(cohort)) - 1L) {
  x <- as.data.frame(x); names(x) <- paste0("x", seq_along(x)); while (length(x) < 3) x[[paste0("x", length(x) + 1)]] <- NA_real_
  cbind(cohort, lapply(x, as.double), stratum = as.integer(stratum), cluster = as.integer(cluster))
}
l <- lung[complete.cases(lung[, c("ph.ecog", "age", "sex")]), ]
set.seed(31); z <- function(n) round(rnorm(n), 3)
a <- rep(0:1, 75); b <- z(150); c2 <- rep(0:2, each = 50)
d1 <- simulated(32, 150, 9000, 3000, 4000, 1, exp(0.6 * a - 0.4 * b))
d2 <- simulated(33, 150, 3000, 900, 900, 120, exp(0.6 * a - 0.4 * b + 0.3 * c2))
cohorts <- list(
  lung          = model(from_origin(l$time, l$status == 2), l[, c("age", "sex", "ph.ecog")], l$sex - 1, numbered(l$inst)),
  ovarian       = model(from_origin(ovarian$futime, ovarian$fustat), ovarian[, c("age", "rx")], ovarian$resid.ds - 1),
  rats          = model(from_origin(rats$time, rats$status), data.frame(rats$rx), numbered(rats$sex), numbered(rats$litter)),
  delayed       = model(d1, data.frame(a, b), c2, rep(0:29, 5)),
  delayed_ties  = model(d2, data.frame(a, b, c2), rep(0:2, 50), rep(0:49, 3)),
  far_units     = model(d1, data.frame(a, 1e6 + 1000 * b), c2, rep(0:29, 5)),
  all_fail      = model(from_origin(c(5, 3, 8, 3, 13, 21, 8, 9), rep(1, 8)), data.frame(c(0, 1, 0, 1, 0, 1, 1, 0), c(.3, .1, -.5, 1.2, .8, .1, -.2, .4))))
cohorts$lung$cluster[is.na(cohorts$lung$cluster)] <- max(cohorts$lung$cluster, na.rm = TRUE) + 1L
write("cox-samples.csv", bind(Map(function(name, d) cbind(cohort = name, d), names(cohorts), cohorts)))

control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60)
cases <- expand.grid(cohort = names(cohorts), ties = c("efron", "breslow", "exact"), stratified = 0:1, errors = c("model", "robust", "clustered"), stringsAsFactors = FALSE)
cases <- cases[!(cases$ties == "exact" & cases$errors != "model"), ]
cases <- cases[!(cases$stratified == 1 & cases$cohort %in% c("all_fail")), ]
fit_of <- function(case) {
  d <- cohorts[[case$cohort]]; x <- paste(Filter(function(n) !all(is.na(d[[n]])), c("x1", "x2", "x3")), collapse = " + ")
  if (case$stratified && case$cohort == "lung") x <- "x1 + x3"                # Sex is its stratum.
  d$y <- as_surv(d)
  f <- as.formula(paste("y ~", x, if (case$stratified) "+ strata(stratum)" else "", if (case$errors == "model") "" else "+ cluster(cluster)"))
  if (case$errors == "robust") d$cluster <- seq_len(nrow(d))
  fit <- coxph(f, d, ties = case$ties, control = control)
  if (!inherits(fit, "coxph")) {       # Exact ties with delayed entry: this version returns the bare list.
    class(fit) <- "coxph"; fit$wald.test <- drop(coef(fit) %*% solve(fit$var, coef(fit)))
  }
  fit
}
rows <- lapply(seq_len(nrow(cases)), function(i) {
  case <- cases[i, ]; fit <- fit_of(case)
  zph <- function(transform) if (case$ties == "exact" || case$errors != "model") rep(NA_real_, length(coef(fit)) + 1) else cox.zph(fit, transform, terms = FALSE)$table[, "chisq"]
  km <- zph("km"); identity <- zph("identity"); log <- zph("log"); n <- length(coef(fit)); all <- if (n == 1) 1 else n + 1
  b <- unname(coef(fit)); V <- fit$var; e <- sqrt(diag(as.matrix(V)))
  data.frame(cohort = case$cohort, ties = case$ties, stratified = case$stratified, errors = case$errors, coefficient = as.integer(sub("x", "", names(coef(fit)))) - 1L,
             estimate = b, standard_error = e, null = fit$loglik[1], log_likelihood = fit$loglik[2], score = fit$score, wald = fit$wald.test,
             p_value = pchisq((b / e)^2, 1, lower.tail = FALSE), lower = exp(b - qnorm(0.975) * e), upper = exp(b + qnorm(0.975) * e),
             km = head(km, n), identity = head(identity, n), log = head(log, n), global = km[[all]])
})
write("cox.csv", bind(rows))
