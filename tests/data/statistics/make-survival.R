# Nelson-Aalen, restricted mean, log-rank, cumulative incidence, Gray's test. See common.R.
# lung and rats are data sets of the package survival (lung: Loprinzi et al. 1994, J. Clin. Oncol. 12:601-607; rats: Mantel et al. 1977, Cancer Res. 37:3863-3868);
# mgus2: Kyle et al. 2002, N. Engl. J. Med. 346:564-569, the first 300 rows.
suppressPackageStartupMessages({ library(survival); library(cmprsk) })
source("common.R")
write <- function(file, data, packages = "survival") write_reference(file, data, packages, "make-survival.R")
numbered <- function(x) as.integer(factor(x)) - 1L

# --- Groups ------------------------------------------------------------------------------------------------------------
with_groups <- function(cohort, group, stratum = 0L) cbind(cohort, group = as.integer(group), stratum = as.integer(stratum))
r <- rats[!is.na(rats$time), ]
groups <- list(
  lung_sex          = with_groups(from_origin(lung$time, lung$status == 2), lung$sex - 1),
  lung_ecog         = with(lung[!is.na(lung$ph.ecog), ], with_groups(from_origin(time, status == 2), ph.ecog, sex - 1)),
  rats_litters      = with_groups(from_origin(r$time, r$status), r$rx, numbered(r$litter)),
  delayed_two       = { g <- rep(0:1, each = 60); with_groups(simulated(11, 120, 9000, 3000, 4000, 1, ifelse(g == 1, 1.8, 1)), g) },
  delayed_four      = { g <- rep(0:3, times = 30); with_groups(simulated(12, 120, 3000, 900, 900, 30, 1 + g / 3), g, rep(0:2, each = 40)) },
  delayed_ties      = { g <- rep(0:2, times = 50); with_groups(simulated(13, 150, 3000, 900, 900, 365, 1 + g / 4), g, rep(0:1, each = 75)) },
  delayed_huge_tie  = with_groups(delayed(rep(c(0, 10, 20), each = 20), rep(c(30, 40, 50), times = 20), rep(c(1, 1, 0, 1), length.out = 60)), rep(0:1, each = 30)),
  everybody_fails   = with_groups(from_origin(c(5, 3, 8, 3, 13, 21, 8), rep(1, 7)), c(0, 1, 0, 1, 0, 1, 1)),
  one_group_silent  = with_groups(from_origin(c(5, 3, 8, 3, 13, 21, 8), c(1, 0, 1, 0, 1, 0, 0)), c(0, 1, 0, 1, 0, 1, 1)))
write("groups.csv", bind(Map(function(name, g) cbind(cohort = name, g), names(groups), groups)))

# A weighted log-rank test is the score test of a Cox model whose covariate is the group times the day's weight: rows cut at each day of failure.
# ties = "exact" has the hypergeometric variance for tied failures, and takes delayed entry, which survdiff refuses.
km_before <- function(d, t) prod(vapply(sort(unique(d$exit[d$failed == 1 & d$exit < t])), function(u) 1 - sum(d$failed & d$exit == u) / sum(d$entry < u & d$exit >= u), 0))
cut_up <- function(d, rho, gamma) bind(lapply(split(d, d$stratum), function(s) bind(lapply(sort(unique(s$exit[s$failed == 1])), function(t) {
  at <- s[s$entry < t & s$exit >= t, ]; S <- km_before(s, t)
  data.frame(start = t - 1, stop = t, event = at$failed == 1 & at$exit == t, group = at$group, stratum = at$stratum, weight = S^rho * (1 - S)^gamma)
}))))
# Where many fail on one day "exact" would enumerate too much: there the formula itself, set by set.
by_formula <- function(d, rho, gamma, scores) {
  X <- if (is.null(scores)) outer(d$group, sort(unique(d$group))[-1], "==") + 0 else matrix(scores[d$group + 1])
  U <- 0; V <- 0
  for (s in split(seq_len(nrow(d)), d$stratum)) for (t in sort(unique(d$exit[s][d$failed[s] == 1]))) {
    at <- s[d$entry[s] < t & d$exit[s] >= t]; died <- at[d$exit[at] == t & d$failed[at] == 1]; n <- length(at); S <- km_before(d[s, ], t); w <- S^rho * (1 - S)^gamma
    x <- X[at, , drop = FALSE]; U <- U + w * (colSums(X[died, , drop = FALSE]) - length(died) * colMeans(x))
    if (n > 1) V <- V + w^2 * length(died) * (n - length(died)) / n * cov(x)
  }
  drop(U %*% MASS::ginv(as.matrix(V)) %*% U)
}
score_test <- function(d, rho, gamma, stratified, scores = NULL) {
  if (!stratified) d$stratum <- 0L
  if (max(table(d$exit[d$failed == 1], d$stratum[d$failed == 1])) > 4) return(by_formula(d, rho, gamma, scores))
  cut <- cut_up(d, rho, gamma)
  x <- if (is.null(scores)) sapply(sort(unique(d$group))[-1], function(g) (cut$group == g) * cut$weight) else matrix(scores[cut$group + 1] * cut$weight)
  cut$x <- x
  suppressWarnings(fit <- coxph(Surv(start, stop, event) ~ x + strata(stratum), cut, ties = "exact", init = rep(0, ncol(x)), iter.max = 0))
  fit$score
}
cases <- expand.grid(cohort = names(groups), stratified = c(FALSE, TRUE), weight = 1:4, stringsAsFactors = FALSE)
weights <- data.frame(rho = c(0, 1, 0, 0.5), gamma = c(0, 0, 1, 2))
cases <- cases[!cases$stratified | sapply(cases$cohort, function(n) length(unique(groups[[n]]$stratum)) > 1), ]
cases <- cases[cases$cohort != "rats_litters" | cases$weight <= 2, ]
write("log-rank.csv", bind(lapply(seq_len(nrow(cases)), function(i) {
  case <- cases[i, ]; d <- groups[[case$cohort]]; w <- weights[case$weight, ]; k <- length(unique(d$group))
  scores <- (0:(k - 1))^1.5
  data.frame(cohort = case$cohort, stratified = as.integer(case$stratified), rho = w$rho, gamma = w$gamma, df = k - 1L,
             chi_squared = score_test(d, w$rho, w$gamma, case$stratified), trend = score_test(d, w$rho, w$gamma, case$stratified, scores))
})))

# Observed and expected, from survdiff itself: no delayed entry, gamma = 0.
plain <- Filter(function(n) all(groups[[n]]$entry < 0), names(groups))
write("log-rank-groups.csv", bind(lapply(plain, function(name) bind(lapply(c(0, 1), function(rho) bind(lapply(unique(c(FALSE, length(unique(groups[[name]]$stratum)) > 1)), function(stratified) {
  d <- groups[[name]]; if (!stratified) d$stratum <- 0L
  fit <- survdiff(Surv(exit, failed) ~ group + strata(stratum), d, rho = rho)
  sums <- function(x) if (is.matrix(x)) rowSums(x) else x
  data.frame(cohort = name, stratified = as.integer(stratified), rho = rho, group = sort(unique(d$group)), observed = as.double(sums(fit$obs)),
             expected = as.double(sums(fit$exp)), chi_squared = fit$chisq, p_value = pchisq(fit$chisq, length(unique(d$group)) - 1, lower.tail = FALSE))
})))))))

# --- Nelson-Aalen and restricted mean: the cohorts of make-reference.R -------------------------------------------------
samples <- read.csv("kaplan-meier-samples.csv", comment.char = "#")
cohorts <- lapply(split(samples, factor(samples$cohort, unique(samples$cohort))), function(d) d[, c("entry", "exit", "failed")])
write("nelson-aalen.csv", bind(Map(function(name, d) {
  fit <- survfit(as_surv(d) ~ 1); on <- which(fit$n.event > 0)
  if (length(on) == 0) return(NULL)
  on <- on[unique(round(seq(1, length(on), length.out = 60)))]
  data.frame(cohort = name, day = as.integer(fit$time[on]), at_risk = as.integer(fit$n.risk[on]), failures = as.integer(fit$n.event[on]), hazard = fit$cumhaz[on], standard_error = fit$std.chaz[on])
}, names(cohorts), cohorts)))
write("restricted-mean.csv", bind(Map(function(name, d) {
  fit <- survfit(as_surv(d) ~ 1)
  horizons <- unique(round(min(d$exit) + (max(d$exit) - min(d$exit)) * c(0.2, 0.5, 0.9, 1)))   # R refuses an earlier one.
  horizons <- horizons[horizons > 0]
  bind(lapply(horizons, function(h) { t <- summary(fit, rmean = h)$table; data.frame(cohort = name, horizon = as.integer(h), mean = t[["rmean"]], standard_error = t[["se(rmean)"]]) }))
}, names(cohorts), cohorts)))

# --- Cumulative incidence ----------------------------------------------------------------------------------------------
m <- mgus2[1:300, ]
competing <- list(
  mgus2            = cbind(from_origin(ifelse(m$pstat == 1, m$ptime, m$futime), ifelse(m$pstat == 1, 1, 2 * m$death)), group = numbered(m$sex), stratum = as.integer(m$age > 70)),
  three_causes     = cbind(simulated(21, 300, 6000, 0, 5000, 1, causes = c(3, 2, 1)), group = rep(0:2, 100), stratum = rep(0:1, each = 150)),
  three_ties       = cbind(simulated(22, 300, 3000, 0, 2500, 365, 1 + rep(0:1, 150) / 2, causes = c(2, 2, 1)), group = rep(0:1, 150), stratum = rep(0:1, each = 150)),
  delayed_two      = cbind(simulated(23, 400, 9000, 3000, 4000, 1, causes = c(2, 1)), group = 0L, stratum = 0L),
  delayed_ties     = cbind(simulated(24, 500, 3000, 900, 900, 365, causes = c(1, 1, 1)), group = 0L, stratum = 0L),
  everybody_fails  = cbind(from_origin(c(5, 3, 8, 3, 13, 21, 8), c(1, 2, 1, 1, 2, 1, 2)), group = c(0L, 1L, 0L, 1L, 0L, 1L, 1L), stratum = 0L),
  one_cause_only   = cbind(from_origin(c(5, 3, 8, 3, 13, 21, 8), c(1, 0, 1, 1, 0, 1, 0)), group = c(0L, 1L, 0L, 1L, 0L, 1L, 1L), stratum = 0L),
  huge_tie         = cbind(delayed(rep(c(0, 10, 20), each = 40), rep(c(30, 40, 50), times = 40), rep(c(1, 2, 0, 1, 3), length.out = 120)), group = 0L, stratum = 0L),
  censored_first   = cbind(from_origin(c(1, 2, 2, 3, 5, 6, 7, 7), c(0, 0, 0, 0, 1, 2, 1, 2)), group = 0L, stratum = 0L),
  one_subject      = cbind(delayed(2, 7, 1), group = 0L, stratum = 0L),
  early_death      = cbind(delayed(c(1, 2, 2, 10, 12), c(3, 30, 40, 35, 50), c(2, 1, 2, 0, 1)), group = 0L, stratum = 0L))
names_of <- function(d) sub("failed", "cause", names(d))
write("competing.csv", bind(Map(function(name, d) { names(d) <- names_of(d); cbind(cohort = name, d) }, names(competing), competing)))

# Covariance of the Aalen-Johansen estimate by the recursion over whole matrices: Andersen, Borgan, Gill and Keiding 1993, formula 4.4.19.
greenwood <- function(d, k) {
  size <- k + 1; P <- diag(size); V <- matrix(0, size^2, size^2); out <- list()
  for (t in sort(unique(d$exit[d$failed > 0]))) {
    n <- sum(d$entry < t & d$exit >= t); dN <- sapply(1:k, function(j) sum(d$exit == t & d$failed == j))
    A <- matrix(0, size, size); A[1, -1] <- dN / n; A[1, 1] <- -sum(dN) / n
    row <- A[1, ]; row[1] <- 0; C <- (diag(row[-1], k) - outer(row[-1], row[-1])) / n
    J <- rbind(rep(-1, k), diag(k)); C <- J %*% C %*% t(J)                     # covariance of the row of dA, stay included
    big <- matrix(0, size^2, size^2); first <- (0:k) * size + 1; big[first, first] <- C
    L <- kronecker(t(diag(size) + A), diag(size)); R <- kronecker(diag(size), P)
    V <- L %*% V %*% t(L) + R %*% big %*% t(R)
    P <- P %*% (diag(size) + A)
    out[[length(out) + 1]] <- data.frame(day = t, at_risk = n, cause = 1:k, failures = dN, incidence = P[1, -1], variance = diag(V)[(1:k) * size + 1])
  }
  bind(out)
}
incidence <- bind(Map(function(name, d) {
  k <- max(d$failed); own <- greenwood(d, k)
  fit <- if (all(d$entry < 0)) survfit(Surv(exit, factor(failed, 0:k)) ~ 1, d) else survfit(Surv(entry, exit, factor(failed, 0:k)) ~ 1, transform(d, id = seq_len(nrow(d))), id = id)
  if (k > 1) own$incidence <- mapply(function(t, j) fit$pstate[match(t, fit$time), j + 1], own$day, own$cause)   # R's own estimate
  own <- own[own$failures > 0, ]
  own <- own[unique(round(seq(1, nrow(own), length.out = 120))), ]
  se <- ifelse(own$variance > 1e-15, sqrt(own$variance), 0); F <- own$incidence; u <- qnorm(0.975) * se / (F * log(F))
  data.frame(cohort = name, day = as.integer(own$day), at_risk = as.integer(own$at_risk), cause = own$cause, failures = as.integer(own$failures), incidence = F, standard_error = se,
             lower = ifelse(se > 0 & F < 1, F^exp(-u), NA), upper = ifelse(se > 0 & F < 1, F^exp(u), NA))
}, names(competing), competing))
write("cumulative-incidence.csv", incidence)

gray <- expand.grid(cohort = c("mgus2", "three_causes", "three_ties", "everybody_fails"), stratified = 0:1, rho = c(0, 1), stringsAsFactors = FALSE)
gray <- gray[gray$stratified == 0 | gray$cohort != "everybody_fails", ]
write("gray.csv", bind(lapply(seq_len(nrow(gray)), function(i) {
  g <- gray[i, ]; d <- competing[[g$cohort]]
  fit <- if (g$stratified) cuminc(d$exit, d$failed, d$group, d$stratum, rho = g$rho) else cuminc(d$exit, d$failed, d$group, rho = g$rho)
  data.frame(cohort = g$cohort, stratified = g$stratified, rho = g$rho, cause = as.integer(rownames(fit$Tests)), chi_squared = fit$Tests[, "stat"], df = as.integer(fit$Tests[, "df"]))
})), "cmprsk")
