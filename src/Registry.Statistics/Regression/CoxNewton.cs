namespace Registry.Statistics.Regression;

/// <summary>Newton's method for the partial likelihood, and what it finds out about coefficients that have no estimate.</summary>
sealed class CoxNewton(int width, CoxTies ties)
{
    /// <summary>Half the squared length of a step in units of the likelihood below which nothing is left to gain.</summary>
    const double Gain = 1e-14;

    /// <summary>
    /// A step, in spreads of the covariate, that is still this long when the likelihood has stopped rising belongs to a coefficient on its way to infinity:
    /// there each step adds some 1 / range and the likelihood gains e times less. A regular coefficient's last step is below 1e-7.
    /// </summary>
    const double Running = 1e-3;

    /// <summary>Information of a covariate, in units of its spread, that is rounding: one failure among 10^6 with a single different subject gives 10^-6.</summary>
    const double NoInformation = 1e-10;

    readonly CoxLikelihood _likelihood = new(width, ties);
    readonly bool[] _redundant = new bool[width];
    readonly bool[] _monotone = new bool[width];
    readonly double[] _step = new double[width];

    internal double[] Coefficients { get; } = new double[width];

    internal double NullLogLikelihood { get; private set; }

    internal double LogLikelihood => _likelihood.LogLikelihood;

    internal double ScoreStatistic { get; private set; }

    internal int Iterations { get; private set; }

    internal bool Converged { get; private set; }

    internal bool IsMonotone => Array.IndexOf(_monotone, true) >= 0;

    /// <summary>Covariates that do not depend on earlier ones.</summary>
    internal int Rank { get; private set; }

    internal Answer<ChiSquaredTest> Test(double statistic) => Rank > 0 && Converged
        ? new Answer<ChiSquaredTest>.Given(ChiSquaredTest.Of(Math.Max(0, statistic), Rank))
        : new Answer<ChiSquaredTest>.NotEstimable(Rank > 0 ? NoConvergence : NothingToCompare);

    const string NoConvergence = "The fit did not converge.";
    const string NothingToCompare = "No covariate varies among those at risk on a day of failure.";

    /// <summary>Why a coefficient has no estimate; null when it has one.</summary>
    internal string? WhyNot(int coefficient) => (_redundant[coefficient], _monotone[coefficient], Converged) switch
    {
        (true, _, _) => "It does not vary among those at risk on the days of failure, or earlier covariates determine it.",
        (_, true, _) => "Its hazard ratio runs to 0 or to infinity (monotone likelihood): on each day of failure those who failed had the extreme value.",
        (_, _, false) => NoConvergence,
        _ => null,
    };

    internal void Run(in CoxData data)
    {
        _likelihood.At(data, Coefficients);
        NullLogLikelihood = _likelihood.LogLikelihood;
        Cholesky factor = Cholesky.Of(_likelihood.Information, width, NoInformation);
        Rank = factor.Rank;
        ScoreStatistic = factor.QuadraticForm(_likelihood.Score);
        for (int column = 0; column < width; column++) _redundant[column] = factor.IsRedundant(column);
        Converged = Rank == 0;
        while (!Converged && Iterations < Limits.Iterations) Step(data);
        for (int column = 0; column < width; column++) _monotone[column] |= Math.Abs(_step[column]) > Running;
        MarkVanished(Cholesky.Of(_likelihood.Information, width));
    }

    /// <summary>The inverse information of the coefficients that have an estimate; 0 elsewhere.</summary>
    /// <remarks>As a coefficient runs to infinity its row of the information vanishes, so leaving it out is the limit.</remarks>
    internal double[] Covariance()
    {
        double[] information = [.. _likelihood.Information];
        for (int row = 0; row < width; row++)
        {
            for (int column = 0; column < width; column++)
            {
                if (WhyNot(row) is not null || WhyNot(column) is not null) information[row * width + column] = 0;
            }
        }

        return Cholesky.Of(information, width).Inverse();
    }

    void Step(in CoxData data)
    {
        Cholesky factor = Cholesky.Of(_likelihood.Information, width);
        if (factor.Rank < Rank)
        {
            Converged = true;
            return;
        }

        Iterations++;
        _likelihood.Score.CopyTo(_step, 0);
        factor.Solve(_step);
        double gain = 0;
        for (int column = 0; column < width; column++)
        {
            if (_redundant[column]) _step[column] = 0;
            gain += _step[column] * _likelihood.Score[column] / 2;
        }

        double before = LogLikelihood;
        Move(1);
        _likelihood.At(data, Coefficients);
        Converged = gain <= Gain * (1 + Math.Abs(before));
        double share = 1;
        // Far from the top a whole step can overshoot; halves of it go upwards at last.
        while (!(LogLikelihood >= before - 1e-9 * Math.Abs(before)) && share > 1e-6)
        {
            share /= 2;
            Move(-share);
            _likelihood.At(data, Coefficients);
        }
    }

    /// <summary>A combination of coefficients that ran so far that its information vanished among that of the others; the long steps name its other members.</summary>
    void MarkVanished(Cholesky factor)
    {
        for (int column = 0; column < width; column++) _monotone[column] |= factor.IsRedundant(column) && !_redundant[column];
    }

    void Move(double share)
    {
        for (int column = 0; column < width; column++) Coefficients[column] += share * _step[column];
    }
}
