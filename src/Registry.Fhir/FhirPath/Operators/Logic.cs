namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>and</c>, <c>or</c>, <c>xor</c>, <c>implies</c> in three values. http://hl7.org/fhirpath/N1/#boolean-logic</summary>
internal sealed class LogicOperator(string name, FhirPathOperator left, FhirPathOperator right) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        Truth one = left.Test(e);
        switch (name)
        {
            case "and":
                return one == Truth.False ? Truth.False : (Truth)Math.Min((sbyte)one, (sbyte)right.Test(e));
            case "or":
                return one == Truth.True ? Truth.True : (Truth)Math.Max((sbyte)one, (sbyte)right.Test(e));
            case "implies":
                return one == Truth.False ? Truth.True : (Truth)Math.Max((sbyte)one.Not(), (sbyte)right.Test(e));
            default:
                Truth other = right.Test(e);
                return one == Truth.Empty || other == Truth.Empty ? Truth.Empty : Truths.Of(one != other);
        }
    }
}

/// <summary><c>not()</c></summary>
internal sealed class NotOperator(FhirPathOperator source) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e) => source.Test(e).Not();
}

/// <summary><c>allTrue()</c>, <c>anyTrue()</c>, <c>allFalse()</c>, <c>anyFalse()</c>: of booleans; what is none is neither true nor false.</summary>
internal sealed class QuantifierOperator(FhirPathOperator source, bool isAll, bool wanted) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        bool result = isAll;
        foreach (ref readonly FhirPathItem item in e.From(start))
        {
            bool isWanted = ItemValue.TryBoolean(item, out bool value) && value == wanted;
            if (isAll) result &= isWanted;
            else result |= isWanted;
        }

        e.Truncate(start);
        return Truths.Of(result);
    }
}
