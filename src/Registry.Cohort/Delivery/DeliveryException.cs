namespace Registry.Cohort.Delivery;

/// <summary>A server does not take what is sent, and sending more makes no sense.</summary>
public sealed class DeliveryException : Exception
{
    /// <summary>Without a word.</summary>
    public DeliveryException()
    {
    }

    /// <param name="message">What it answered, and what to do.</param>
    public DeliveryException(string message)
        : base(message)
    {
    }

    /// <param name="message">What it answered, and what to do.</param>
    /// <param name="inner">What went wrong below.</param>
    public DeliveryException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
