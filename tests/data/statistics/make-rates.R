# Rate ratios, age-standardised rates, mean cumulative function, negative binomial counts. See common.R.
# cgd: Fleming and Harrington 1991, appendix D (chronic granulomatous disease, recurrent infections), a data set of the package survival.
# quine: Aitkin 1978 (days absent from school), a data set of the package MASS.
suppressPackageStartupMessages({ library(survival); library(MASS) })
source("common.R")
write <- function(file, data, packages = character(0)) write_reference(file, data, packages, "make-rates.R")

ratios <- expand.grid(first = c(0, 1, 3, 17, 250, 40000), second = c(0, 1, 5, 40, 999), level = c(0.8, 0.95, 0.999))
ratios <- ratios[ratios$first + ratios$second > 0, ]; t1 <- 37.5; t2 <- 212.25
tests <- Map(function(a, b, level) poisson.test(c(a, b), c(t1, t2), conf.level = level), ratios$first, ratios$second, ratios$level)
tails <- mapply(function(a, b) min(1, 2 * min(pbinom(a, a + b, t1 / (t1 + t2)), pbinom(a - 1, a + b, t1 / (t1 + t2), lower.tail = FALSE))), ratios$first, ratios$second)
write("rate-ratios.csv", data.frame(first_count = as.integer(ratios$first), first_years = t1, second_count = as.integer(ratios$second), second_years = t2, level = ratios$level,
  ratio = sapply(tests, function(t) if (is.finite(t$estimate)) t$estimate else NA), lower = sapply(tests, function(t) t$conf.int[1]),
  upper = sapply(tests, function(t) if (is.finite(t$conf.int[2])) t$conf.int[2] else NA), p_value = tails))

# Fay and Feuer 1997: chi-squared quantiles on x^2 / v degrees.
bands <- list(a = data.frame(count = c(3, 12, 40, 7), years = c(120.5, 300, 410.25, 60), weight = c(30, 25, 40, 5)),
              b = data.frame(count = c(0, 0, 1), years = c(10, 20, 30), weight = c(1, 2, 1)), c = data.frame(count = 26, years = 254.6, weight = 3),
              d = data.frame(count = c(0, 0), years = c(11, 17.5), weight = c(4, 6)), e = data.frame(count = c(5000, 120000), years = c(1e5, 3e6), weight = c(.2, .8)))
fay_feuer <- function(b, level) {
  w <- b$weight / sum(b$weight) / b$years; y <- sum(w * b$count); v <- sum(w^2 * b$count); m <- max(w); tail <- (1 - level) / 2
  c(y, sqrt(v), if (y == 0) 0 else v / (2 * y) * qchisq(tail, 2 * y^2 / v), (v + m^2) / (2 * (y + m)) * qchisq(1 - tail, 2 * (y + m)^2 / (v + m^2)))
}
write("standard-bands.csv", bind(Map(function(name, b) cbind(case = name, b), names(bands), bands)))
write("standard-rates.csv", bind(lapply(names(bands), function(name) bind(lapply(c(0.8, 0.95, 0.99), function(level) {
  f <- fay_feuer(bands[[name]], level); data.frame(case = name, level = level, rate = f[1], standard_error = f[2], lower = f[3], upper = f[4])
})))))

# Recurrences: periods of observation, some with a gap; several occurrences on a day are pushed to later days, as survfit takes one per row.
recurrent <- function(seed, n, unit) {
  set.seed(seed)
  bind(lapply(seq_len(n) - 1L, function(i) {
    entry <- if (i %% 4 == 0) -1L else as.integer(unit * floor(rexp(1, 1 / 300) / unit)); exit <- entry + as.integer(unit * ceiling(rexp(1, 1 / 900) / unit)) + unit
    cuts <- if (i %% 5 == 0 && exit - entry > 4 * unit) { g <- entry + unit * (1 + (exit - entry) %/% (3 * unit)); list(c(entry, g), c(g + unit, exit)) } else list(c(entry, exit))
    rate <- rgamma(1, 1.2, 1.2) / 250
    bind(lapply(cuts, function(p) {
      k <- rpois(1, rate * (p[2] - p[1])); days <- sort(unique(as.integer(unit * ceiling((p[1] + runif(k) * (p[2] - p[1])) / unit)))); days <- days[days > p[1] & days <= p[2]]
      data.frame(subject = i, entry = p[1], exit = p[2], day = c(days, NA))
    }))
  }))
}
g <- cgd; g$subject <- as.integer(factor(g$id)) - 1L
histories <- list(cgd = bind(lapply(split(g, g$subject), function(d) data.frame(subject = d$subject[1], entry = -1L, exit = as.integer(max(d$tstop)), day = as.integer(c(d$tstop[d$status == 1], NA))))),
                  delayed = recurrent(41, 60, 1L), ties = recurrent(42, 80, 60L), lone = data.frame(subject = 0L, entry = 0L, exit = 9L, day = c(3L, 5L, NA)))
write("recurrences.csv", bind(Map(function(name, h) cbind(cohort = name, h), names(histories), histories)))
write("mean-cumulative.csv", bind(Map(function(name, h) {
  rows <- bind(lapply(split(h, list(h$subject, h$entry), drop = TRUE), function(p) {
    e <- sort(p$day[!is.na(p$day)]); stops <- unique(c(e, p$exit[1])); data.frame(subject = p$subject[1], start = c(p$entry[1], head(stops, -1)), stop = stops, event = as.integer(stops %in% e))
  }))
  rows <- rows[order(rows$subject, rows$start), ]
  rows$start[rows$start < 0] <- -1
  fit <- survfit(Surv(start, stop, event) ~ 1, rows, id = subject, robust = TRUE); on <- which(fit$n.event > 0)
  data.frame(cohort = name, day = as.integer(fit$time[on]), at_risk = as.integer(fit$n.risk[on]), occurrences = as.integer(fit$n.event[on]), mean = fit$cumhaz[on], standard_error = fit$std.chaz[on])
}, names(histories), histories)), "survival")

# Negative binomial.
set.seed(51); years <- round(rexp(120, 1 / 4) + 0.2, 2); u <- rep(0:1, 60); v <- round(rnorm(120), 3)
counts <- list(quine = data.frame(count = quine$Days, years = 1, x1 = as.double(quine$Sex == "M"), x2 = as.double(quine$Lrn == "SL")),
               simulated = data.frame(count = rnegbin(120, exp(0.2 + 0.5 * u - 0.3 * v) * years, 1.7), years = years, x1 = u, x2 = v),
               faint = data.frame(count = rnegbin(120, exp(0.2 + 0.5 * u) * years, 25), years = years, x1 = u, x2 = 1e4 + v))
write("counts.csv", bind(Map(function(name, d) cbind(case = name, d), names(counts), counts)))
tight <- glm.control(epsilon = 1e-14, maxit = 400)
write("negative-binomial.csv", bind(lapply(names(counts), function(name) bind(lapply(0:2, function(k) {
  d <- counts[[name]]; f <- as.formula(paste("count ~ offset(log(years)) + 1", if (k > 0) "+ x1", if (k > 1) "+ I(x2 - mean(x2))"))
  fit <- glm.nb(f, d, control = tight); poisson <- glm(f, poisson, d, control = tight)
  # glm.nb alternates; a few more rounds bring theta and coefficients to the joint maximum.
  for (round in 1:400) {
    theta <- theta.ml(d$count, fitted(fit), limit = 100, eps = 1e-12)
    fit <- glm(f, family = negative.binomial(theta[[1]]), d, control = tight, start = coef(fit))
  }
  theta <- theta.ml(d$count, fitted(fit), limit = 100, eps = 1e-12)
  V <- summary(fit, dispersion = 1)$cov.scaled; l <- sum(dnbinom(d$count, size = theta[[1]], mu = fitted(fit), log = TRUE))
  at_zero <- c(1, rep(0, k)); if (k > 1) at_zero[3] <- -mean(d$x2)
  data.frame(case = name, width = k, term = 0:k, estimate = c(sum(at_zero * coef(fit)), coef(fit)[-1]), standard_error = c(sqrt(at_zero %*% V %*% at_zero), sqrt(diag(V))[-1]),
             theta = theta[[1]], theta_error = attr(theta, "SE"), log_likelihood = l, poisson = as.double(logLik(poisson)))
}))))
, "MASS")
