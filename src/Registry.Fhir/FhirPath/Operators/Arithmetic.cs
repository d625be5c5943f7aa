using System.Text;
using Registry.Fhir.FhirPath.Values;

namespace Registry.Fhir.FhirPath.Operators;

/// <summary><c>+ - * / div mod</c>. What overflows or divides by zero gives nothing. http://hl7.org/fhirpath/N1/#math</summary>
internal sealed class ArithmeticOperator(string name, FhirPathOperator left, FhirPathOperator right) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        bool hasLeft = left.Single(e, out FhirPathItem one);
        bool hasRight = right.Single(e, out FhirPathItem other);
        if (!hasLeft || !hasRight) return;
        if (ItemValue.TryDecimal(one, out decimal number) && ItemValue.TryDecimal(other, out decimal otherNumber))
        {
            bool isInteger = ItemValue.TryInteger(one, out int integer) & ItemValue.TryInteger(other, out int otherInteger);
            if (isInteger && name != "/") PushInteger(e, integer, otherInteger);
            else if (name != "/" && ItemValue.TryLong(one, out long left) && ItemValue.TryLong(other, out long right)) PushLong(e, left, right);
            else PushDecimal(e, number, otherNumber);
            return;
        }

        if (name == "+" && ItemValue.TryText(one, out string text) && ItemValue.TryText(other, out string otherText))
        {
            e.Push(text + otherText);
            return;
        }

        if (name is "+" or "-" && ItemValue.TryMoment(one, out PartialTime moment) && ItemValue.KindOf(other) == SystemKind.Quantity
            && ItemValue.TryQuantity(other, out QuantityOperand duration))
        {
            PushMoment(e, moment, duration);
            return;
        }

        if (ItemValue.TryQuantity(one, out QuantityOperand quantity) && ItemValue.TryQuantity(other, out QuantityOperand otherQuantity))
        {
            PushQuantity(e, quantity, otherQuantity);
            return;
        }

        if (IsMissing(one) || IsMissing(other)) return;
        throw Fault(FhirPathFault.Execution, $"'{name}' does not take these two.");
    }

    private static bool IsMissing(in FhirPathItem item) => item.IsNode && item.Type is { IsPrimitive: true } && ItemValue.KindOf(item) == SystemKind.None;

    private void PushInteger(FhirPathEvaluator e, long one, long other)
    {
        if (other == 0 && (name is "div" or "mod")) return;
        long result = name switch
        {
            "+" => one + other,
            "-" => one - other,
            "*" => one * other,
            "div" => one / other,
            _ => one % other,
        };
        if (result is >= int.MinValue and <= int.MaxValue) e.Push(FhirPathItem.Of((int)result));
    }

    // One of them has 64 bits, and so has the result.
    private void PushLong(FhirPathEvaluator e, long one, long other)
    {
        if ((other == 0 && name is ("div" or "mod")) || !TryCalculate(one, other, out decimal result)) return;
        if (result is >= long.MinValue and <= long.MaxValue) e.Push(FhirPathItem.Of((long)result));
    }

    private void PushDecimal(FhirPathEvaluator e, decimal one, decimal other)
    {
        if (!TryCalculate(one, other, out decimal result)) return;
        if (name != "div") e.Push(FhirPathItem.Of(result));
        else if (result is >= int.MinValue and <= int.MaxValue) e.Push(FhirPathItem.Of((int)result));
    }

    private bool TryCalculate(decimal one, decimal other, out decimal result)
    {
        result = 0;
        if (other == 0 && name is ("/" or "div" or "mod")) return false;
        try
        {
            result = name switch
            {
                "+" => one + other,
                "-" => one - other,
                "*" => one * other,
                "/" => one / other,
                "div" => decimal.Truncate(one / other),
                _ => one % other,
            };
            return true;
        }
        catch (OverflowException)
        {
            return false; // As the specification asks: the result is empty.
        }
    }

    private void PushMoment(FhirPathEvaluator e, in PartialTime moment, in QuantityOperand duration)
    {
        QuantityOperand signed = name == "-" ? new QuantityOperand(-duration.Value, duration.Unit, duration.IsCalendar) : duration;
        switch (TimeArithmetic.TryAdd(moment, signed, out PartialTime sum))
        {
            case Truth.True:
                e.Push(FhirPathItem.Of(sum));
                break;
            case Truth.False:
                throw Fault(FhirPathFault.Execution, $"'{Encoding.UTF8.GetString(duration.Unit)}' is no duration that can be added to this.");
        }
    }

    private void PushQuantity(FhirPathEvaluator e, in QuantityOperand one, in QuantityOperand other)
    {
        if (name is "+" or "-")
        {
            if (QuantityOperand.TryAlign(one, other, out decimal aligned) && TryCalculate(one.Value, aligned, out decimal sum))
            {
                e.Push(FhirPathItem.Of(new QuantityValue(sum, Encoding.UTF8.GetString(one.Unit), one.IsCalendar)));
            }

            return;
        }

        if (name is not ("*" or "/")) throw Fault(FhirPathFault.Execution, $"'{name}' does not take quantities.");
        if (!Units.TryUcum(one, out ReadOnlySpan<byte> unit) || !Units.TryUcum(other, out ReadOnlySpan<byte> otherUnit)) return;
        if (!Units.TryScale(one.Value, unit, other.Value, otherUnit, name == "/", out decimal left, out decimal right, out string combined)) return;
        if (TryCalculate(left, right, out decimal result)) e.Push(FhirPathItem.Of(new QuantityValue(result, combined, isCalendar: false)));
    }
}

/// <summary><c>-x</c> and <c>+x</c></summary>
internal sealed class PolarityOperator(FhirPathOperator operand, bool isNegative) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!operand.Single(e, out FhirPathItem item)) return;
        if (ItemValue.TryInteger(item, out int integer))
        {
            if (!isNegative || integer != int.MinValue) e.Push(FhirPathItem.Of(isNegative ? -integer : integer));
        }
        else if (ItemValue.TryLong(item, out long whole))
        {
            if (!isNegative || whole != long.MinValue) e.Push(FhirPathItem.Of(isNegative ? -whole : whole));
        }
        else if (ItemValue.TryDecimal(item, out decimal number))
        {
            e.Push(FhirPathItem.Of(isNegative ? -number : number));
        }
        else if (ItemValue.TryQuantity(item, out QuantityOperand quantity))
        {
            e.Push(FhirPathItem.Of(new QuantityOperand(isNegative ? -quantity.Value : quantity.Value, quantity.Unit, quantity.IsCalendar).ToValue()));
        }
        else
        {
            throw Fault(FhirPathFault.Execution, "A sign needs a number or quantity.");
        }
    }
}

/// <summary>The functions of one number. http://hl7.org/fhirpath/N1/#math-functions</summary>
internal sealed class MathOperator(string name, FhirPathOperator source, FhirPathOperator? argument) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        if (!source.Single(e, out FhirPathItem item)) return;
        FhirPathItem other = default;
        if (argument is not null && !argument.Single(e, out other)) return;
        if (item.IsNode && !ItemValue.HasValue(item) && ItemValue.KindOf(item) == SystemKind.None && item.Type is { IsPrimitive: true }) return;
        if (name == "abs" && ItemValue.KindOf(item) == SystemKind.Quantity && ItemValue.TryQuantity(item, out QuantityOperand quantity))
        {
            e.Push(FhirPathItem.Of(new QuantityOperand(Math.Abs(quantity.Value), quantity.Unit, quantity.IsCalendar).ToValue()));
            return;
        }

        decimal parameter = 0;
        if (!ItemValue.TryDecimal(item, out decimal number) || (argument is not null && !ItemValue.TryDecimal(other, out parameter))) throw Fault(FhirPathFault.Execution, $"{name}() needs a number.");
        if (item.Kind == ItemKind.Long && name is ("abs" or "ceiling" or "floor" or "truncate"))
        {
            // Whole already; the least Long has no positive one.
            if (name != "abs" || item.Long != long.MinValue) e.Push(FhirPathItem.Of(name == "abs" ? Math.Abs(item.Long) : item.Long));
            return;
        }

        bool isInteger = ItemValue.TryInteger(item, out int integer);
        Push(e, number, isInteger, integer, parameter, argument is not null && ItemValue.TryInteger(other, out _));
    }

    private void Push(FhirPathEvaluator e, decimal number, bool isInteger, int integer, decimal parameter, bool hasIntegerParameter)
    {
        switch (name)
        {
            case "abs" when isInteger:
                if (integer != int.MinValue) e.Push(FhirPathItem.Of(Math.Abs(integer)));
                break;
            case "abs":
                e.Push(FhirPathItem.Of(Math.Abs(number)));
                break;
            case "ceiling":
                PushWhole(e, decimal.Ceiling(number));
                break;
            case "floor":
                PushWhole(e, decimal.Floor(number));
                break;
            case "truncate":
                PushWhole(e, decimal.Truncate(number));
                break;
            case "round":
                if (parameter < 0) throw Fault(FhirPathFault.Execution, "round() takes a precision of 0 or more.");
                decimal rounded = Math.Round(number, (int)Math.Min(parameter, 28), MidpointRounding.AwayFromZero);
                if (argument is null) PushWhole(e, rounded);
                else e.Push(FhirPathItem.Of(rounded));
                break;
            case "power" when isInteger && hasIntegerParameter && parameter >= 0:
                PushPower(e, integer, (double)parameter, isWhole: true);
                break;
            case "power":
                PushPower(e, (double)number, (double)parameter, isWhole: false);
                break;
            case "sqrt":
                PushDouble(e, Math.Sqrt((double)number));
                break;
            case "exp":
                PushDouble(e, Math.Exp((double)number));
                break;
            case "ln":
                PushDouble(e, Math.Log((double)number));
                break;
            default:
                PushDouble(e, parameter is <= 0 or 1 ? double.NaN : Math.Log((double)number) / Math.Log((double)parameter));
                break;
        }
    }

    private static void PushWhole(FhirPathEvaluator e, decimal number)
    {
        if (number is >= int.MinValue and <= int.MaxValue) e.Push(FhirPathItem.Of((int)number));
        else e.Push(FhirPathItem.Of(number));
    }

    private static void PushPower(FhirPathEvaluator e, double number, double exponent, bool isWhole)
    {
        double result = Math.Pow(number, exponent);
        if (!isWhole) PushDouble(e, result);
        else if (result is >= int.MinValue and <= int.MaxValue) e.Push(FhirPathItem.Of((int)result));
    }

    // What a decimal cannot hold, and what is no real number, is nothing.
    private static void PushDouble(FhirPathEvaluator e, double number)
    {
        if (!double.IsFinite(number) || Math.Abs(number) > 7.9e28) return;
        e.Push(FhirPathItem.Of((decimal)number));
    }
}

/// <summary><c>sum()</c>, <c>min()</c>, <c>max()</c>, <c>avg()</c> of numbers or quantities; <c>min()</c> and <c>max()</c> of all that has an order.</summary>
internal sealed class SummaryOperator(string name, FhirPathOperator source) : FhirPathOperator
{
    public override void Run(FhirPathEvaluator e)
    {
        int start = e.Count;
        source.Run(e);
        int count = e.Count - start;
        if (count == 0) return;
        FhirPathItem result = e[start];
        for (int i = start + 1; i < start + count; i++)
        {
            FhirPathItem item = e[i];
            e.Step();
            if (name is "min" or "max")
            {
                int? order = Equality.Compare(e, item, result, out bool isComparable);
                if (!isComparable) throw Fault(FhirPathFault.Execution, $"{name}() needs values that have an order.");
                if (name == "min" ? order < 0 : order > 0) result = item;
            }
            else if (TryAdd(result, item, out FhirPathItem sum))
            {
                result = sum;
            }
            else
            {
                throw Fault(FhirPathFault.Execution, $"{name}() needs numbers, or quantities of comparable units.");
            }
        }

        e.Truncate(start);
        if (name == "avg") result = Divide(result, count);
        e.Push(result);
    }

    private static bool TryAdd(in FhirPathItem one, in FhirPathItem other, out FhirPathItem sum)
    {
        sum = default;
        try
        {
            if (ItemValue.TryInteger(one, out int integer) && ItemValue.TryInteger(other, out int otherInteger)) sum = FhirPathItem.Of(checked(integer + otherInteger));
            else if (ItemValue.TryLong(one, out long whole) && ItemValue.TryLong(other, out long otherWhole)) sum = FhirPathItem.Of(checked(whole + otherWhole));
            else if (ItemValue.TryDecimal(one, out decimal number) && ItemValue.TryDecimal(other, out decimal otherNumber)) sum = FhirPathItem.Of(number + otherNumber);
            else if (ItemValue.TryQuantity(one, out QuantityOperand quantity) && ItemValue.TryQuantity(other, out QuantityOperand otherQuantity)
                && QuantityOperand.TryAlign(quantity, otherQuantity, out decimal aligned)) sum = FhirPathItem.Of(new QuantityOperand(quantity.Value + aligned, quantity.Unit, quantity.IsCalendar).ToValue());
            return sum.Kind != ItemKind.None;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private FhirPathItem Divide(in FhirPathItem sum, int count)
    {
        if (ItemValue.TryDecimal(sum, out decimal number)) return FhirPathItem.Of(number / count);
        if (!ItemValue.TryQuantity(sum, out QuantityOperand quantity)) throw Fault(FhirPathFault.Execution, "avg() needs numbers or quantities.");
        return FhirPathItem.Of(new QuantityOperand(quantity.Value / count, quantity.Unit, quantity.IsCalendar).ToValue());
    }
}
