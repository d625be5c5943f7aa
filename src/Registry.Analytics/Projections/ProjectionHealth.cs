namespace Registry.Analytics.Projections;

/// <summary>How a projection stands: for the health page and for the log. It holds no content of an event.</summary>
/// <param name="Projection">Its name.</param>
/// <param name="LogId">The log it follows; null before the first event.</param>
/// <param name="Sequence">Sequence of the last event applied; 0 before the first.</param>
/// <param name="RebuildingTo">While it is built anew, the sequence at which reports answer again; null otherwise.</param>
/// <param name="Fault">Why it stopped; null while it runs.</param>
public sealed record ProjectionHealth(string Projection, Guid? LogId, long Sequence, long? RebuildingTo, ProjectionFault? Fault);

/// <summary>Where and on what a projection stopped.</summary>
/// <param name="Sequence">Sequence of the event that could not be applied.</param>
/// <param name="Type">Full name of the exception's type.</param>
public sealed record ProjectionFault(long Sequence, string Type);

/// <summary>The log skips a sequence: an event is missing, and nothing after it may be applied.</summary>
public sealed class SequenceGapException : Exception;

/// <summary>The log has fewer events than were applied already, although it has the same id: something acknowledged was lost.</summary>
public sealed class LogBehindException : Exception;

/// <summary>An event contradicts those before it, such as a second live event for one fact.</summary>
/// <param name="message">What contradicts what, without content.</param>
public sealed class LogContradictionException(string message) : Exception(message);

/// <summary>An event has a type that no projection of this version knows.</summary>
/// <param name="message">The type's name.</param>
public sealed class UnknownEventException(string message) : Exception(message);
