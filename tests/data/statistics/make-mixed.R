# Linear mixed trend with random intercept and slope. See common.R.
# Orthodont: Potthoff and Roy 1964, Biometrika 51:313-326 (distance from pituitary to maxillary fissure), a data set of nlme.
# sleepstudy: Belenky et al. 2003, J. Sleep Res. 12:1-12, a data set of lme4.
suppressPackageStartupMessages({ library(nlme); library(lme4) })
source("common.R")
write <- function(file, data) write_reference(file, data, "lme4", "make-mixed.R")
simulated_trend <- function(seed, n, sd0, sd1, cor, sd, unbalanced = TRUE) {
  set.seed(seed)
  bind(lapply(seq_len(n) - 1L, function(i) {
    z <- rnorm(2); b0 <- sd0 * z[1]; b1 <- sd1 * (cor * z[1] + sqrt(1 - cor^2) * z[2]); k <- if (unbalanced) 1 + rpois(1, 4) else 5
    t <- round(sort(runif(1, 2, 40) + cumsum(rexp(k, 1))), 2); data.frame(subject = i, time = t, value = round(3 + 0.47 * t + b0 + b1 * t + rnorm(k, 0, sd), 3))
  }))
}
trends <- list(
  sleepstudy = with(sleepstudy, data.frame(subject = as.integer(factor(Subject)) - 1L, time = Days, value = Reaction)),
  orthodont  = with(as.data.frame(Orthodont), data.frame(subject = as.integer(factor(as.character(Subject))) - 1L, time = age, value = distance)),
  cajis      = simulated_trend(61, 80, 3, 0.25, 0.3, 1.5),
  negative   = simulated_trend(62, 60, 4, 0.4, -0.7, 1, FALSE),
  far_origin = transform(simulated_trend(63, 60, 4, 0.4, -0.5, 1), time = time + 2000))
write("trend-samples.csv", bind(Map(function(name, d) cbind(cohort = name, d), names(trends), trends)))
control <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE, optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-16, maxeval = 1e5), check.conv.singular = "ignore")
write("trends.csv", bind(lapply(names(trends), function(name) bind(lapply(c(TRUE, FALSE), function(reml) {
  d <- trends[[name]]; origin <- if (name == "far_origin") 2000 else 0; d$t <- d$time - origin    # R's optimiser needs the near origin.
  best <- NULL
  for (start in list(c(1, 0, 1), c(.5, .1, .2), c(2, -.3, .5))) {
    fit <- lmer(value ~ t + (t | subject), d, REML = reml, control = control, start = start)
    theta <- fit@theta; dev <- update(fit, devFunOnly = TRUE)
    fine <- optim(theta, dev, method = "Nelder-Mead", control = list(reltol = 1e-16, maxit = 5000))
    for (i in 1:30) {                                     # Newton's method on the deviance, by differences: the optimum to 1e-7 and better.
      g <- function(th) sapply(1:3, function(j) { h <- 1e-4 * max(1e-1, abs(th[j])); e <- replace(numeric(3), j, h); (8 * (dev(th + e) - dev(th - e)) - (dev(th + 2 * e) - dev(th - 2 * e))) / (12 * h) })
      H <- sapply(1:3, function(j) { h <- 1e-3 * max(1e-1, abs(fine$par[j])); e <- replace(numeric(3), j, h); (g(fine$par + e) - g(fine$par - e)) / (2 * h) })
      step <- tryCatch(solve((H + t(H)) / 2, g(fine$par)), error = function(e) numeric(3))
      if (any(!is.finite(step)) || max(abs(step)) > 0.1 || max(abs(step)) < 1e-12) break
      fine$par <- fine$par - step
    }
    fine$value <- dev(fine$par)
    if (is.null(best) || fine$value < best$value - 1e-9) best <- list(par = fine$par, value = fine$value)
  }
  dev(best$par); e <- environment(dev); pp <- e$pp; n <- nrow(d); p <- 2
  pp$setTheta(best$par); fit2 <- lmer(value ~ t + (t | subject), d, REML = reml, control = lmerControl(optimizer = NULL, calc.derivs = FALSE, check.conv.singular = "ignore"), start = best$par)
  v <- VarCorr(fit2)$subject; s <- sigma(fit2); b <- fixef(fit2); V <- as.matrix(vcov(fit2))
  data.frame(cohort = name, reml = as.integer(reml), origin = origin, intercept = b[[1]], slope = b[[2]], intercept_error = sqrt(V[1, 1]), slope_error = sqrt(V[2, 2]),
             intercept_variance = v[1, 1], slope_variance = v[2, 2], covariance = v[1, 2], residual = s, log_likelihood = as.double(logLik(fit2, REML = reml)))
})))))
