# What the scripts of this folder share; each is run in this folder by  Rscript NAME.R  and needs no other file than this one.
# Every file: comment lines (#), one header line, then comma-separated values; 17 significant digits; an empty field is NA.
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

write_reference <- function(file, data, packages = character(0), script) {
  connection <- base::file(file, open = "wb")   # LF on every system
  on.exit(close(connection))
  versions <- vapply(packages, function(p) sprintf(", %s %s", p, packageVersion(p)), "")
  writeLines(sprintf("# R %s.%s%s; made by %s", R.version$major, R.version$minor, paste(versions, collapse = ""), script), connection)
  text <- lapply(data, function(column) {
    if (is.double(column)) ifelse(is.na(column), "", formatC(column, digits = 17, format = "g", width = 1))
    else ifelse(is.na(column), "", as.character(column))
  })
  writeLines(paste(names(data), collapse = ","), connection)
  writeLines(do.call(paste, c(text, sep = ",")), connection)
}

# Days are whole numbers. entry = -1: under observation from the origin, given to R without an entry time.
from_origin <- function(exit, failed) data.frame(entry = -1L, exit = as.integer(exit), failed = as.integer(failed))
delayed <- function(entry, exit, failed) data.frame(entry = as.integer(entry), exit = as.integer(exit), failed = as.integer(failed))

# n subjects whose hazard is multiplied by ratio; who fails before entry is never seen (left truncation); unit days per step make ties.
# With several rates the failure has a cause: the first to come.
simulated <- function(seed, n, median_days, entry_days, follow_days, unit, ratio = rep(1, n), causes = 1) {
  set.seed(seed)
  exit <- entry <- failed <- integer(n)
  for (i in seq_len(n)) repeat {
    times <- rexp(length(causes), causes / sum(causes) * ratio[i] * log(2) / median_days)
    fail <- min(times)
    e <- if (entry_days > 0) rexp(1, 1 / entry_days) else -1
    c <- max(e, 0) + rexp(1, 1 / follow_days)
    if (fail <= e) next
    entry[i] <- if (entry_days > 0) as.integer(unit * floor(e / unit)) else -1L
    exit[i] <- as.integer(unit * ceiling(min(fail, c) / unit)); failed[i] <- if (fail <= c) which.min(times) else 0L
    break
  }
  delayed(entry, exit, failed)
}

as_surv <- function(cohort, event = cohort$failed)
  if (all(cohort$entry < 0)) survival::Surv(cohort$exit, event) else survival::Surv(cohort$entry, cohort$exit, event)

bind <- function(parts) do.call(rbind, parts)
