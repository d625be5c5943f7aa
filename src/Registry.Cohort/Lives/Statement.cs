using Registry.Cohort.Truth;

namespace Registry.Cohort.Lives;

/// <summary>A date as a site tells it.</summary>
/// <param name="Day">The true day, counted as <see cref="DateOnly.DayNumber"/>.</param>
/// <param name="Precision">How much of it is told.</param>
internal readonly record struct Moment(int Day, Precision Precision);

/// <summary>A code.</summary>
/// <param name="System">A URI; or, without a scheme, the id of one of the registry's own code systems.</param>
/// <param name="Name">The code.</param>
internal readonly record struct Code(string System, string Name);

/// <summary>What a statement or component says: a code, a whole number, a quantity, a date, or nothing.</summary>
internal readonly record struct Value
{
    /// <summary>The code; null when it says something else.</summary>
    public Code? Coded { get; init; }

    /// <summary>The number; null when it is none.</summary>
    public double? Number { get; init; }

    /// <summary>UCUM unit of the number; null for a whole number without one.</summary>
    public string? Unit { get; init; }

    /// <summary>The date; null when it is none.</summary>
    public Moment? Date { get; init; }

    /// <summary>A code.</summary>
    public static Value Of(string system, string code) => new() { Coded = new Code(system, code) };

    /// <summary>A whole number.</summary>
    public static Value Of(int number) => new() { Number = number };

    /// <summary>A quantity.</summary>
    public static Value Of(double number, string unit) => new() { Number = number, Unit = unit };
}

/// <summary>Part of an Observation.</summary>
internal readonly record struct Component(Code Code, Value Value);

/// <summary>One Condition or Observation that a site will send. Reused from subject to subject.</summary>
internal sealed class Statement
{
    /// <summary>What of the subject it is about: a name for those who look for it, such as errors to be injected.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Condition, or else Observation.</summary>
    public bool IsCondition { get; private set; }

    /// <summary>Number of the record among the subject's, from 1.</summary>
    public int Record { get; private set; }

    /// <summary>Its code.</summary>
    public Code Code { get; set; }

    /// <summary>Effective date or start; of a Condition, the onset.</summary>
    public Moment? From { get; set; }

    /// <summary>End of the period; of a Condition, the date of record.</summary>
    public Moment? To { get; set; }

    /// <summary>The effective time is a period even without an end.</summary>
    public bool IsPeriod { get; set; }

    /// <summary>Observation.value.</summary>
    public Value Value { get; set; }

    /// <summary>Condition.verificationStatus.</summary>
    public string Verification { get; set; } = "confirmed";

    /// <summary>Clinical class of FOP; null when not told.</summary>
    public string? Class { get; set; }

    /// <summary>Body region; null when none is meant.</summary>
    public string? Region { get; set; }

    /// <summary>How it was found; null when not told.</summary>
    public string? Method { get; set; }

    /// <summary>What it rests on; null when nothing is named.</summary>
    public Statement? DerivedFrom { get; set; }

    /// <summary>Reference range; null when not told.</summary>
    public (double Low, double High)? Range { get; set; }

    /// <summary>Left out when the bundle is written.</summary>
    public bool IsOmitted { get; set; }

    /// <summary>Its parts.</summary>
    public List<Component> Components { get; } = [];

    /// <summary>Begins anew.</summary>
    public Statement Start(string kind, bool isCondition, int record, Code code)
    {
        Kind = kind;
        IsCondition = isCondition;
        Record = record;
        Code = code;
        From = null;
        To = null;
        IsPeriod = false;
        Value = default;
        Verification = "confirmed";
        Class = null;
        Region = null;
        Method = null;
        DerivedFrom = null;
        Range = null;
        IsOmitted = false;
        Components.Clear();
        return this;
    }

    /// <summary>Adds a component of the registry's own, with a code of one of its code systems.</summary>
    public Statement With(string component, string system, string? code)
    {
        if (code is not null) Components.Add(new Component(new Code(Codes.Observation, component), Value.Of(system, code)));
        return this;
    }

    /// <summary>Adds a component of LOINC.</summary>
    public Statement WithLoinc(string component, string system, string code)
    {
        Components.Add(new Component(new Code(Codes.Loinc, component), Value.Of(system, code)));
        return this;
    }

    /// <summary>Adds the side of the body; nothing for the midline.</summary>
    public Statement WithSide(Side? side)
    {
        if (side is { } told) Components.Add(new Component(new Code(Codes.Observation, "laterality"), Value.Of(Codes.Snomed, told switch { Side.Left => "7771000", Side.Right => "24028007", _ => "51440002" })));
        return this;
    }

    /// <summary>Puts another value in the place of a component's.</summary>
    /// <returns>False when there is no such component.</returns>
    public bool Replace(string component, Value value)
    {
        int index = Components.FindIndex(part => string.Equals(part.Code.Name, component, StringComparison.Ordinal));
        if (index < 0) return false;
        Components[index] = Components[index] with { Value = value };
        return true;
    }
}

/// <summary>A side of the body.</summary>
internal enum Side
{
    /// <summary>Left.</summary>
    Left,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Both.</summary>
    Both,
}
