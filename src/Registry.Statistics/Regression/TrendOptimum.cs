namespace Registry.Statistics.Regression;

/// <summary>The least deviance, found by damped Newton steps from several starts.</summary>
/// <param name="Factor">L of P = L L', row by row below the diagonal.</param>
/// <param name="Deviance">There.</param>
/// <param name="Converged">A start came to rest.</param>
/// <remarks>
/// In the factor a boundary of the covariance (a variance of 0, a correlation of 1) is an ordinary minimum: the deviance is even in a diagonal element.
/// For the same reason 0 is always a resting point, so no start lies there.
/// </remarks>
sealed record TrendOptimum(double[] Factor, double Deviance, bool Converged)
{
    const int Size = 3;

    static readonly double[][] Starts = [[1, 0, 1], [0.2, 0, 0.2], [4, 0, 1], [1, 0, 4], [0.05, 0, 1]];

    internal static TrendOptimum Of(TrendDeviance deviance)
    {
        double[][] starts = [.. Starts];
        Array.Sort(Array.ConvertAll(starts, start => deviance.At(start)), starts);
        TrendOptimum? best = null;
        // The two best starts, and the others only while neither comes to rest.
        for (int index = 0; index < starts.Length && (index < 2 || best is null); index++)
        {
            TrendOptimum found = From(deviance, [.. starts[index]]);
            if (found.Converged && (best is null || found.Deviance < best.Deviance)) best = found;
        }

        return best ?? new TrendOptimum(Starts[0], double.MaxValue, false);
    }

    static TrendOptimum From(TrendDeviance deviance, double[] factor)
    {
        var gradient = new double[Size];
        var hessian = new double[Size * Size];
        var step = new double[Size];
        var next = new double[Size];
        double height = deviance.At(factor);
        double damping = 1e-3;
        for (int iteration = 0; iteration < Limits.Iterations; iteration++)
        {
            Hessian(deviance, factor, hessian);
            deviance.At(factor);
            deviance.Gradient(factor, gradient);
            if (!Solve(hessian, gradient, ref damping, step)) break;
            double gain = 0;
            for (int index = 0; index < Size; index++)
            {
                next[index] = factor[index] - step[index];
                gain += gradient[index] * step[index];
            }

            double lower = deviance.At(next);
            // Rest: what a step can gain is rounding. The step itself is still taken when it does no harm.
            bool atRest = gain <= 1e-15 * (1 + Math.Abs(height));
            if (lower <= height + 1e-13 * Math.Abs(height))
            {
                next.CopyTo(factor, 0);
                height = lower;
                damping /= 10;
                if (damping < 1e-12) damping = 0;
            }
            else
            {
                damping = Math.Max(damping * 10, 1e-6);
            }

            if (atRest) return new TrendOptimum(factor, height, true);
        }

        return new TrendOptimum(factor, height, false);
    }

    /// <summary>(H + damping · scale) step = gradient, with the damping raised until the matrix is positive definite.</summary>
    static bool Solve(double[] hessian, double[] gradient, ref double damping, double[] step)
    {
        double scale = 0;
        for (int index = 0; index < Size; index++) scale = Math.Max(scale, Math.Abs(hessian[index * Size + index]));
        for (int attempt = 0; attempt < 40; attempt++)
        {
            double[] damped = [.. hessian];
            for (int index = 0; index < Size; index++) damped[index * Size + index] += damping * scale;
            Cholesky factor = Cholesky.Of(damped, Size);
            if (factor.Rank == Size)
            {
                gradient.CopyTo(step, 0);
                factor.Solve(step);
                return true;
            }

            damping = Math.Max(damping * 10, 1e-8);
        }

        return false;
    }

    /// <summary>Central differences of the exact gradient.</summary>
    static void Hessian(TrendDeviance deviance, double[] factor, double[] hessian)
    {
        var above = new double[Size];
        var below = new double[Size];
        var moved = new double[Size];
        for (int column = 0; column < Size; column++)
        {
            double reach = 1e-5 * Math.Max(0.1, Math.Abs(factor[column]));
            factor.CopyTo(moved, 0);
            moved[column] = factor[column] + reach;
            deviance.At(moved);
            deviance.Gradient(moved, above);
            moved[column] = factor[column] - reach;
            deviance.At(moved);
            deviance.Gradient(moved, below);
            for (int row = 0; row < Size; row++) hessian[row * Size + column] = (above[row] - below[row]) / (2 * reach);
        }

        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < row; column++)
            {
                double mean = (hessian[row * Size + column] + hessian[column * Size + row]) / 2;
                hessian[row * Size + column] = mean;
                hessian[column * Size + row] = mean;
            }
        }
    }
}
