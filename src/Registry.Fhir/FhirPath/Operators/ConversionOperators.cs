namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>toInteger()</c> and its kind.</summary>
internal sealed class ConvertOperator(FhirPathOperator source, SystemKind kind, FhirPathOperator? unit) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem item) || !Conversions.TryConvert(item, kind, out FhirPathItem value)) return;
        if (unit is null)
        {
            e.Push(value);
            return;
        }

        // toQuantity(unit)
        if (!unit.Single(e, out FhirPathItem wanted) || !ItemValue.TryText(wanted, out string text)) return;
        Values.QuantityOperand target = new Values.QuantityValue(1, text, Syntax.Parser.IsCalendarUnit(text)).Operand;
        ItemValue.TryQuantity(value, out Values.QuantityOperand quantity);
        if (Values.QuantityOperand.TryAlign(target, quantity, out decimal converted))
        {
            e.Push(FhirPathItem.Of(new Values.QuantityValue(converted, text, target.IsCalendar)));
        }
    }
}

/// <summary><c>comparable(other)</c>: whether two quantities have units that convert.</summary>
internal sealed class ComparableOperator(FhirPathOperator source, FhirPathOperator other) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem one) || !other.Single(e, out FhirPathItem two)) return Truth.Empty;
        if (!ItemValue.TryQuantity(one, out Values.QuantityOperand left) || !ItemValue.TryQuantity(two, out Values.QuantityOperand right))
        {
            throw Fault(FhirPathFault.Execution, "comparable() takes quantities.");
        }

        return Truths.Of(Values.QuantityOperand.TryAlign(left, right, out _));
    }
}

/// <summary><c>convertsToInteger()</c> and its kind.</summary>
internal sealed class ConvertsOperator(FhirPathOperator source, SystemKind kind) : TestOperator
{
    public override Truth Test(FhirPathEvaluator e) =>
        source.Single(e, out FhirPathItem item) ? Truths.Of(Conversions.TryConvert(item, kind, out _)) : Truth.Empty;
}
