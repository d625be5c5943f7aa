using System.CommandLine;
using System.CommandLine.Parsing;
using Registry.Fhir.Definitions;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;
using Registry.Fhir.Profiles;

namespace Registry.Cli.Commands;

/// <summary><c>registry fhirpath EXPRESSION FILE</c> and <c>registry fhirpath --batch CASES.jsonl</c>: what expressions give on resources.</summary>
internal static class FhirPathCommand
{
    private static readonly Argument<string?> Expression = new("expression")
    {
        Description = "A FHIRPath expression. Names are checked against the type of the resource.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string?> Resource = new("file")
    {
        Description = "A FHIR R4 resource in JSON, or - for standard input; without it the expression is evaluated on nothing.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Batch = new("--batch")
    {
        Description = "A file of lines {id, expression, inputfile}, or - for standard input; inputfile is relative to the file's folder, or null. "
            + "Writes a line a case, in order: {id, result: [{type, value}]} or {id, error}.",
    };

    private static readonly Option<string[]> Packages = new("--package")
    {
        Description = "A FHIR package (.tgz or folder) with the profiles and value sets that conformsTo() and memberOf() name; may be repeated.",
    };

    public static Command Create()
    {
        Command command = new(
            "fhirpath",
            "Evaluate a FHIRPath expression on a resource, or a batch of them. Exit code: 0 evaluated (of a batch, whatever came of its cases), "
            + "1 the expression is wrong or cannot be evaluated, 2 a file could not be read, a package not loaded, or the command is wrong.")
        {
            Expression, Resource, Batch, Packages,
        };
        command.Validators.Add(OneWayOnly);
        command.SetAction(Run);
        return command;
    }

    private static void OneWayOnly(CommandResult command)
    {
        bool hasBatch = command.GetResult(Batch) is not null;
        bool hasExpression = command.GetValue(Expression) is not null;
        if (hasBatch == hasExpression) command.AddError("Give an expression, with the file it is evaluated on, or --batch with a file of cases.");
    }

    private static int Run(ParseResult arguments)
    {
        InvocationConfiguration streams = arguments.InvocationConfiguration;
        try
        {
            DefinitionSet definitions = CoreDefinitions.Load().With([.. (arguments.GetValue(Packages) ?? []).Select(PackageFolder.Read)]);
            FhirPathRun run = new(definitions, TimeProvider.System.GetLocalNow());
            return arguments.GetValue(Batch) is { } batch
                ? FhirPathBatch.Run(run, batch, streams.Output)
                : Single(run, arguments.GetValue(Expression)!, arguments.GetValue(Resource), streams);
        }
        catch (Exception fault) when (fault is DefinitionException or ProfileException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine(fault.Message);
            return RegistryCommands.Failed;
        }
    }

    private static int Single(FhirPathRun run, string expression, string? file, InvocationConfiguration streams)
    {
        using ResourceDocument? document = file is null ? null : run.Read(FhirPathBatch.ReadFile(file), file);
        try
        {
            foreach (FhirPathValue item in run.Evaluate(expression, document)) streams.Output.WriteLine($"{item.Type}: {item.Literal ?? item.Text}");
            return 0;
        }
        catch (FhirPathException fault)
        {
            streams.Error.WriteLine(fault.Message);
            return 1;
        }
    }
}
