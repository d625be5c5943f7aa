namespace Registry.Statistics.Regression;

/// <summary>Minus twice the profile log likelihood as a function of the random effects' covariance P, in units of the residual variance.</summary>
/// <remarks>
/// With X = Z and W = (I + Z P Z')⁻¹ a subject gives A = Z'WZ = (I + M P)⁻¹ M, c = Z'Wy = (I + M P)⁻¹ v and log |I + M P|, M = Z'Z, v = Z'y: two by two.
/// The slope in P is sum A - [sum A S A] - N / R sum e e', with e = c - A b, S = (sum A)⁻¹, the bracket for the restricted likelihood.
/// </remarks>
sealed class TrendDeviance(TrendSums[] subjects, int sampleCount, bool restricted)
{
    const int Means = 2;

    readonly double[] _a00 = new double[subjects.Length];
    readonly double[] _a01 = new double[subjects.Length];
    readonly double[] _a11 = new double[subjects.Length];
    readonly double[] _c0 = new double[subjects.Length];
    readonly double[] _c1 = new double[subjects.Length];
    double _residual;
    double _logDeterminants;

    internal int SubjectCount => subjects.Length;

    internal int SampleCount => sampleCount;

    internal double Psi00 { get; private set; }

    internal double Psi01 { get; private set; }

    internal double Psi11 { get; private set; }

    internal double Intercept { get; private set; }

    internal double Slope { get; private set; }

    /// <summary>S, the covariance of the two means in units of the residual variance.</summary>
    internal double Inverse00 { get; private set; }

    internal double Inverse01 { get; private set; }

    internal double Inverse11 { get; private set; }

    int Freedom => restricted ? sampleCount - Means : sampleCount;

    internal double ResidualVariance => _residual / Freedom;

    /// <summary>The deviance at P = L L', L = (f0, 0; f1, f2).</summary>
    internal double At(ReadOnlySpan<double> factor)
    {
        Psi00 = factor[0] * factor[0];
        Psi01 = factor[0] * factor[1];
        Psi11 = factor[1] * factor[1] + factor[2] * factor[2];
        double a00 = 0;
        double a01 = 0;
        double a11 = 0;
        double c0 = 0;
        double c1 = 0;
        double squares = 0;
        _logDeterminants = 0;
        for (int index = 0; index < subjects.Length; index++)
        {
            ref readonly TrendSums own = ref subjects[index];
            // B = I + M P, not symmetric.
            double b00 = 1 + own.Count * Psi00 + own.Times * Psi01;
            double b01 = own.Count * Psi01 + own.Times * Psi11;
            double b10 = own.Times * Psi00 + own.SquaresOfTime * Psi01;
            double b11 = 1 + own.Times * Psi01 + own.SquaresOfTime * Psi11;
            double determinant = b00 * b11 - b01 * b10;
            _logDeterminants += Math.Log(determinant);
            _a00[index] = (b11 * own.Count - b01 * own.Times) / determinant;
            _a01[index] = (b11 * own.Times - b01 * own.SquaresOfTime) / determinant;
            _a11[index] = (b00 * own.SquaresOfTime - b10 * own.Times) / determinant;
            _c0[index] = (b11 * own.Values - b01 * own.Products) / determinant;
            _c1[index] = (b00 * own.Products - b10 * own.Values) / determinant;
            a00 += _a00[index];
            a01 += _a01[index];
            a11 += _a11[index];
            c0 += _c0[index];
            c1 += _c1[index];
            double p0 = Psi00 * _c0[index] + Psi01 * _c1[index];
            double p1 = Psi01 * _c0[index] + Psi11 * _c1[index];
            squares += own.SquaresOfValue - own.Values * p0 - own.Products * p1;
        }

        double whole = a00 * a11 - a01 * a01;
        Inverse00 = a11 / whole;
        Inverse01 = -a01 / whole;
        Inverse11 = a00 / whole;
        Intercept = Inverse00 * c0 + Inverse01 * c1;
        Slope = Inverse01 * c0 + Inverse11 * c1;
        _residual = squares - Intercept * c0 - Slope * c1;
        if (restricted) _logDeterminants += Math.Log(whole);
        return _logDeterminants + Freedom * Math.Log(_residual);
    }

    /// <summary>The slope of the deviance in the factor's three numbers, where <see cref="At"/> was called last.</summary>
    internal void Gradient(ReadOnlySpan<double> factor, Span<double> gradient)
    {
        double g00 = 0;
        double g01 = 0;
        double g11 = 0;
        double weight = Freedom / _residual;
        for (int index = 0; index < subjects.Length; index++)
        {
            (double a00, double a01, double a11) = (_a00[index], _a01[index], _a11[index]);
            double e0 = _c0[index] - a00 * Intercept - a01 * Slope;
            double e1 = _c1[index] - a01 * Intercept - a11 * Slope;
            g00 += a00 - weight * e0 * e0;
            g01 += a01 - weight * e0 * e1;
            g11 += a11 - weight * e1 * e1;
            if (!restricted) continue;
            double s00 = Inverse00 * a00 + Inverse01 * a01;
            double s01 = Inverse00 * a01 + Inverse01 * a11;
            double s10 = Inverse01 * a00 + Inverse11 * a01;
            double s11 = Inverse01 * a01 + Inverse11 * a11;
            g00 -= a00 * s00 + a01 * s10;
            g01 -= a00 * s01 + a01 * s11;
            g11 -= a01 * s01 + a11 * s11;
        }

        // d P = dL L' + L dL', so the slope in L is 2 G L.
        gradient[0] = 2 * (g00 * factor[0] + g01 * factor[1]);
        gradient[1] = 2 * (g01 * factor[0] + g11 * factor[1]);
        gradient[2] = 2 * g11 * factor[2];
    }

    /// <summary>In the units of the samples: the scale of the values enters each residual, that of time the determinant of the means' information.</summary>
    internal double LogLikelihood(TrendScale scale)
    {
        double deviance = _logDeterminants + Freedom * (1 + Math.Log(2 * Math.PI * ResidualVariance) + 2 * Math.Log(scale.ValueScale));
        return -(deviance + (restricted ? 2 * Math.Log(scale.TimeScale) : 0)) / 2;
    }
}
