using System.Globalization;
using Registry.Statistics.Survival;

namespace Registry.Statistics.Regression;

/// <summary>A day's part of the exact partial likelihood: the sum over all sets of d subjects at risk, with its derivatives.</summary>
/// <remarks>
/// B(d, n), the elementary symmetric polynomial of the risks, by B(d, n) = B(d, n - 1) + r(n) B(d - 1, n - 1) and the derivatives of that line:
/// O(d · n · covariates²) instead of the number of sets. Each column is rescaled by the mean risk so that nothing overflows.
/// Source: Gail, Lubin and Rubinstein 1981, Biometrika 68:703–707.
/// </remarks>
static class CoxExactDay
{
    /// <summary>Subtracts the mean of the failures' covariate sums from the score, adds its covariance to the information.</summary>
    /// <returns>log B(d, n).</returns>
    internal static double Add(in CoxData data, HashSet<int> atRisk, double[] risks, int failures, Span<double> score, Span<double> information)
    {
        int width = data.Width;
        int[] samples = [.. atRisk];
        Array.Sort(samples);   // The order of a set is not promised; a sum must not depend on it.
        double mean = 0;
        foreach (int sample in samples) mean += risks[sample] / samples.Length;

        int size = 1 + width + width * width;   // Value, gradient, second derivatives; each as a share of the value's scale.
        var table = new double[(failures + 1) * size];
        table[0] = 1;
        double logScale = 0;
        for (int seen = 0; seen < samples.Length; seen++)
        {
            double risk = risks[samples[seen]] / mean;
            ReadOnlySpan<double> row = data.Row(samples[seen]);
            int most = Math.Min(failures, seen + 1);
            for (int chosen = most; chosen >= 1; chosen--) Extend(table.AsSpan(chosen * size, size), table.AsSpan((chosen - 1) * size, size), risk, row, width);
            double largest = 0;
            for (int chosen = 0; chosen <= most; chosen++) largest = Math.Max(largest, table[chosen * size]);
            if (largest < 1e100) continue;
            for (int cell = 0; cell < table.Length; cell++) table[cell] /= largest;
            logScale += Math.Log(largest);
        }

        ReadOnlySpan<double> all = table.AsSpan(failures * size, size);
        for (int column = 0; column < width; column++) score[column] -= all[1 + column] / all[0];
        for (int row = 0; row < width; row++)
        {
            for (int column = 0; column < width; column++)
                information[row * width + column] += all[1 + width + row * width + column] / all[0] - all[1 + row] / all[0] * (all[1 + column] / all[0]);
        }

        return Math.Log(all[0]) + logScale + failures * Math.Log(mean);
    }

    /// <exception cref="ArgumentException">A day's work exceeds <see cref="Limits.ExactTies"/>.</exception>
    internal static void CheckWork(ReadOnlySpan<FollowUp> samples, in RiskOrder order)
    {
        for (int stratum = 0; stratum < order.StratumCount; stratum++)
        {
            ReadOnlySpan<int> byExit = order.ByExit(stratum);
            ReadOnlySpan<int> byEntry = order.ByEntry(stratum);
            int entered = 0;
            for (int first = 0, end; first < byExit.Length; first = end)
            {
                int day = samples[byExit[first]].ExitDays;
                while (entered < byEntry.Length && samples[byEntry[entered]].EntryDays < day) entered++;
                long failures = 0;
                for (end = first; end < byExit.Length && samples[byExit[end]].ExitDays == day; end++) failures += samples[byExit[end]].Failed ? 1 : 0;
                if (failures > 1 && failures * (entered - first) > Limits.ExactTies)
                {
                    throw new ArgumentException(
                        string.Create(CultureInfo.InvariantCulture, $"On day {day}, {failures} of {entered - first} at risk failed: too many for exact ties; use Efron's."), nameof(samples));
                }
            }
        }
    }

    /// <summary>One more subject: sets without it, and sets of one less with it. d r / d beta = r x.</summary>
    static void Extend(Span<double> with, ReadOnlySpan<double> less, double risk, ReadOnlySpan<double> covariates, int width)
    {
        for (int row = 0; row < width; row++)
        {
            for (int column = 0; column < width; column++)
            {
                with[1 + width + row * width + column] += risk * (less[1 + width + row * width + column] + covariates[row] * less[1 + column]
                    + covariates[column] * less[1 + row] + covariates[row] * covariates[column] * less[0]);
            }

            with[1 + row] += risk * (less[1 + row] + covariates[row] * less[0]);
        }

        with[0] += risk * less[0];
    }
}
