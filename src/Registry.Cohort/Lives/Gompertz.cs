using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>Gompertz survival: hazard a·exp(b·age), with a so that the median from birth is the one named.</summary>
internal static class Gompertz
{
    /// <summary>Age at death of somebody who was alive at entry, from an exponential draw of mean 1.</summary>
    /// <remarks>The cumulative hazard from entry to death is exponential: (a/b)·(exp(b·death) − exp(b·entry)) = draw, solved for death.</remarks>
    public static double AgeAtDeath(MortalityTruth mortality, double entryAge, double exponential)
    {
        double b = mortality.GompertzSlope.Value;
        double a = Math.Log(2) * b / (Math.Exp(b * mortality.MedianYears.Value) - 1);
        return Math.Log(Math.Exp(b * entryAge) + (b * exponential / a)) / b;
    }

    /// <summary>Share that is alive at this age.</summary>
    public static double Survivor(MortalityTruth mortality, double age)
    {
        double b = mortality.GompertzSlope.Value;
        double a = Math.Log(2) * b / (Math.Exp(b * mortality.MedianYears.Value) - 1);
        return Math.Exp(-a / b * (Math.Exp(b * age) - 1));
    }
}
