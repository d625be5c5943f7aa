namespace Registry.Statistics;

/// <summary>L D L' of a symmetric positive semi-definite matrix; a row that depends on earlier ones is marked redundant and left out, so that a solution is a generalised inverse times the right side.</summary>
/// <remarks>For the small dense matrices of tests and regressions (size = groups or covariates). Not thread-safe while it is being made; immutable afterwards.
/// Source: Golub and Van Loan 2013, Matrix Computations, 4th ed., section 4.1.</remarks>
sealed class Cholesky
{
    /// <summary>A pivot below this share of its diagonal element is rounding: sums over 10^5 days err by some 1e-12.</summary>
    const double Tolerance = 1e-10;

    readonly double[] _factor;   // Unit lower triangle, D on the diagonal; 0 on the diagonal of a redundant row.
    readonly int _size;

    Cholesky(double[] factor, int size) => (_factor, _size) = (factor, size);

    /// <summary>How many rows are not redundant.</summary>
    internal int Rank { get; private set; }

    internal bool IsRedundant(int row) => _factor[row * _size + row] == 0;

    /// <summary>The pivot of a row: its diagonal element less what earlier rows explain.</summary>
    internal double Pivot(int row) => _factor[row * _size + row];

    /// <summary>Factors a matrix given row by row; only its lower triangle is read. A pivot of <paramref name="floor"/> or less is redundant too.</summary>
    internal static Cholesky Of(ReadOnlySpan<double> matrix, int size, double floor = 0)
    {
        double[] factor = matrix[..(size * size)].ToArray();
        var made = new Cholesky(factor, size);
        for (int row = 0; row < size; row++)
        {
            double diagonal = factor[row * size + row];
            double pivot = diagonal;
            for (int column = 0; column < row; column++)
            {
                double below = factor[row * size + column];
                for (int k = 0; k < column; k++) below -= factor[row * size + k] * factor[column * size + k] * factor[k * size + k];
                double divisor = factor[column * size + column];
                below = divisor > 0 ? below / divisor : 0;
                factor[row * size + column] = below;
                pivot -= below * below * divisor;
            }

            bool independent = pivot > Tolerance * diagonal && pivot > floor;
            factor[row * size + row] = independent ? pivot : 0;
            if (independent) made.Rank++;
        }

        return made;
    }

    /// <summary>Replaces the right side by the solution; 0 for redundant rows.</summary>
    internal void Solve(Span<double> side)
    {
        for (int row = 0; row < _size; row++)
        {
            for (int k = 0; k < row; k++)
            {
                if (!IsRedundant(k)) side[row] -= _factor[row * _size + k] * side[k];
            }
        }

        for (int row = _size - 1; row >= 0; row--)
        {
            if (IsRedundant(row))
            {
                side[row] = 0;
                continue;
            }

            side[row] /= Pivot(row);
            for (int k = row + 1; k < _size; k++) side[row] -= _factor[k * _size + row] * side[k];
        }
    }

    /// <summary>u' A⁻ u.</summary>
    internal double QuadraticForm(ReadOnlySpan<double> vector)
    {
        double[] solution = vector.ToArray();
        Solve(solution);
        double sum = 0;
        for (int row = 0; row < _size; row++) sum += vector[row] * solution[row];
        return sum;
    }

    /// <summary>The generalised inverse, row by row; rows and columns of redundant rows are 0.</summary>
    internal double[] Inverse()
    {
        var inverse = new double[_size * _size];
        var column = new double[_size];
        for (int unit = 0; unit < _size; unit++)
        {
            if (IsRedundant(unit)) continue;
            Array.Clear(column);
            column[unit] = 1;
            Solve(column);
            for (int row = 0; row < _size; row++) inverse[row * _size + unit] = column[row];
        }

        return inverse;
    }

    /// <summary>log of the determinant; of the independent rows alone when some are redundant.</summary>
    internal double LogDeterminant()
    {
        double sum = 0;
        for (int row = 0; row < _size; row++)
        {
            if (!IsRedundant(row)) sum += Math.Log(Pivot(row));
        }

        return sum;
    }
}
