# Courses of disease with delayed entry, and what R makes of them: the reference of ReportReferenceTests.
# Run in this folder: Rscript make-course-cohort.R. It writes course-cohort.csv (a line a fact) and course-cohort-expected.csv.
# The tests need no R. Versions: first line of course-cohort-expected.csv.
suppressMessages(library(survival))
RNGkind("Mersenne-Twister", "Inversion", "Rejection"); set.seed(20261127)
day <- function(d) format(as.Date("1950-01-01") + d)
n <- 150
birth <- floor(runif(n, 0, 16000)); entry <- pmin(birth + floor(rlnorm(n, log(12 * 365.25), 0.6)) + 200, 25000); exit <- pmin(entry + 30 + floor(rexp(n, 1 / 4000)), 27000)
died <- runif(n) < 0.2
after <- function(median, shape) birth + floor(365.25 * median * (rexp(n) / log(2))^(1 / shape))
told <- function(d) ifelse(d <= exit, d, NA)           # what comes after the end is not told
wheelchair <- told(after(22, 3)); neck <- told(after(4, 1)); hip <- told(after(13, 2)); knee <- told(after(18, 2))
flares <- lapply(seq_len(n), function(i) { d <- seq(max(entry[i] - 600, birth[i]), exit[i]); sort(sample(d, min(length(d), rpois(1, rgamma(1, 1.5, 1.5) * 0.9 * length(d) / 365.25)))) })
treated <- runif(n) < 0.4; start <- entry + floor(runif(n, -150, 1)) + floor(runif(n) * (exit - entry)); stop <- pmin(start + 30 + floor(rexp(n, 1 / 700)), 27300)
treated <- treated & start <= exit

m <- 80                                                  # subjects with POH
pbirth <- floor(runif(m, 0, 16000)); pentry <- pmin(pbirth + floor(rlnorm(m, log(8 * 365.25), 0.5)) + 100, 25000); pexit <- pmin(pentry + 30 + floor(rexp(m, 1 / 4000)), 27000)
sub <- pbirth + floor(rexp(m, log(2) / (1.5 * 365.25))) + 1; deep <- sub + floor(rexp(m, log(2) / (6 * 365.25)))
psub <- ifelse(sub <= pexit, sub, NA); pdeep <- ifelse(deep <= pexit, deep, NA)

fact <- function(subject, what, d, extra = "") if (length(d) && !all(is.na(d))) sprintf("%s,%s,%s,%s", subject, what, day(d[!is.na(d)]), extra)
lines <- unlist(c(lapply(seq_len(n), function(i) { s <- paste0("f", i); c(fact(s, "birth", birth[i], "FOP"), fact(s, "entry", entry[i]), fact(s, if (died[i]) "death" else "alive", exit[i]), fact(s, "wheelchair", wheelchair[i]),
    fact(s, "bone", neck[i], "neck"), fact(s, "bone", hip[i], "hip"), fact(s, "bone", knee[i], "knee"), fact(s, "flare-up", flares[[i]]), if (treated[i]) c(fact(s, "drug", start[i], day(stop[i])))) }),
  lapply(seq_len(m), function(i) { s <- paste0("p", i); c(fact(s, "birth", pbirth[i], "POH"), fact(s, "entry", pentry[i]), fact(s, "alive", pexit[i]), fact(s, "bone", psub[i], "subcutis"), fact(s, "bone", pdeep[i], "deep")) })))
writeLines(c("subject,what,day,extra", lines), "course-cohort.csv")

out <- c(paste0("# ", R.version.string, ", survival ", packageVersion("survival")), "name,value")
give <- function(name, value) out <<- c(out, sprintf("%s,%s", name, ifelse(is.na(value), "", formatC(value, digits = 15, format = "g", width = 1))))
# An end of the interval is the first day on which a limit of the curve comes down to one half. R's quantile takes the deepest, which differs where a limit
# rises again (Registry.Statistics/README.md); the limits themselves are R's.
median_of <- function(name, fit) {
  down <- function(limit) fit$time[which(!is.na(limit) & limit <= 0.5)[1]]
  give(paste0(name, "-median"), unname(quantile(fit, 0.5, conf.int = FALSE)) / 365.25); give(paste0(name, "-lower"), down(fit$lower) / 365.25); give(paste0(name, "-upper"), down(fit$upper) / 365.25)
}
first <- function(name, seen) {                          # a milestone by age: who has it at entry was not at risk
  keep <- is.na(seen) | seen > entry; event <- !is.na(seen) & seen <= exit; end <- ifelse(event, seen, exit)
  fit <- survfit(Surv((entry - birth)[keep], (end - birth)[keep], event[keep]) ~ 1, conf.type = "log-log", timefix = FALSE)
  give(paste0(name, "-subjects"), sum(keep)); give(paste0(name, "-seen"), sum(event[keep])); median_of(name, fit)
  at <- summary(fit, times = ceiling(20 * 365.25) - 1); give(paste0(name, "-incidence-20"), 1 - at$surv); give(paste0(name, "-incidence-20-lower"), 1 - at$upper); give(paste0(name, "-incidence-20-upper"), 1 - at$lower)
}
first("wheelchair", wheelchair); first("hip", hip)

keep <- !is.na(psub) & (is.na(pdeep) | (pdeep > pentry & pdeep > psub)) & pexit > psub
fit <- survfit(Surv(pmax(pentry - psub, -1)[keep], (ifelse(is.na(pdeep), pexit, pdeep) - psub)[keep], !is.na(pdeep[keep])) ~ 1, conf.type = "log-log", timefix = FALSE)
give("depth-subjects", sum(keep)); median_of("depth", fit)

on_after <- pmin(pmax(start, entry), exit); on_until <- pmax(pmin(stop, exit), on_after)
on_days <- sum((on_until - on_after)[treated]); off_days <- sum((exit - entry)[treated]) - on_days
under <- function(i) flares[[i]][flares[[i]] > entry[i] & flares[[i]] <= exit[i]]
on <- sum(sapply(which(treated), function(i) sum(under(i) > on_after[i] & under(i) <= on_until[i]))); all <- sum(sapply(which(treated), function(i) length(under(i))))
test <- poisson.test(c(on, all - on), c(on_days, off_days) / 365.25)
give("on-flare-ups", on); give("off-flare-ups", all - on); give("rate-ratio", unname(test$estimate)); give("rate-ratio-lower", test$conf.int[1]); give("rate-ratio-upper", test$conf.int[2])

pairs <- function(expected) {                            # regions in the order expected, two at a time; a ratio estimate by weighted least squares
  c <- n2 <- numeric(n)
  for (p in expected) { a <- get(p[1]); b <- get(p[2]); ok <- !is.na(a) & !is.na(b) & a != b; n2[ok] <- n2[ok] + 1; c[ok] <- c[ok] + (a < b)[ok] }
  k <- n2 > 0; f <- lm(c[k] ~ 0 + n2[k], weights = 1 / n2[k]); p <- unname(coef(f)); r <- c[k] - p * n2[k]; se <- sqrt(sum(r^2) * sum(k) / (sum(k) - 1)) / sum(n2)
  list(pairs = sum(n2), share = p, lower = p - qnorm(0.975) * se, upper = p + qnorm(0.975) * se)
}
for (axis in list(list("cranial", list(c("neck", "hip"), c("neck", "knee"))), list("proximal", list(c("neck", "hip"), c("neck", "knee"), c("hip", "knee"))))) {
  o <- pairs(axis[[2]]); give(paste0(axis[[1]], "-pairs"), o$pairs); give(paste0(axis[[1]], "-share"), o$share); give(paste0(axis[[1]], "-lower"), o$lower); give(paste0(axis[[1]], "-upper"), o$upper)
}

rows <- do.call(rbind, lapply(seq_len(n), function(i) { e <- unique(under(i)) - birth[i]; stops <- unique(c(e, exit[i] - birth[i])); data.frame(id = i, start = c(entry[i] - birth[i], head(stops, -1)), stop = stops, event = as.integer(stops %in% e)) }))
fit <- survfit(Surv(start, stop, event) ~ 1, rows, id = id, robust = TRUE)
for (age in c(10, 20, 30)) { before <- which(fit$time < ceiling(age * 365.25)); k <- max(before); give(paste0("mean-", age), fit$cumhaz[k]); give(paste0("mean-", age, "-lower"), fit$cumhaz[k] * exp(-qnorm(0.975) * fit$std.chaz[k] / fit$cumhaz[k])); give(paste0("mean-", age, "-upper"), fit$cumhaz[k] * exp(qnorm(0.975) * fit$std.chaz[k] / fit$cumhaz[k])) }
writeLines(out, "course-cohort-expected.csv")
