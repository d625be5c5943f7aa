namespace Registry.Contracts.Events;

/// <summary>A code with its system, as the source sent it. No display: a display is free text.</summary>
/// <param name="System">Code system URI.</param>
/// <param name="Code">The code.</param>
public sealed record CodedValue(string System, string Code);
