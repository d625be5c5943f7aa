using System.CommandLine;
using Registry.Fhir.Definitions;

namespace Registry.Cli.Commands;

/// <summary><c>registry definitions build|check</c>: makes the packs of definitions that ship with the engine, or says whether they are current.</summary>
internal static class DefinitionsCommand
{
    private const int Done = 0;
    private const int Different = 1;
    private const int Failed = 2;

    private static readonly Option<DirectoryInfo> Packages = new("--packages")
    {
        Description = "Folder with the npm packages of HL7 (profiles/node_modules).",
        Required = true,
    };

    private static readonly Option<string[]> Own = new("--package")
    {
        Description = "A FHIR package whose references the packs must satisfy (.tgz or folder); may be repeated.",
    };

    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "Folder of the packs (src/Registry.Fhir/Definitions).",
        Required = true,
    };

    private static readonly Option<bool> Strict = new("--strict")
    {
        Description = "Fail when a value set of a required binding is not held completely.",
    };

    public static Command Create()
    {
        Command build = new("build", "Make r4-core.pack and guides.pack from the packages.") { Packages, Own, Out, Strict };
        build.SetAction(result => Run(result, Write));
        Command check = new("check", "Compare the packs with the packages; exit code 1 and a list when they differ.") { Packages, Own, Out, Strict };
        check.SetAction(result => Run(result, Compare));
        return new Command("definitions", "The packs of FHIR definitions that ship with the engine.") { build, check };
    }

    private static int Run(ParseResult arguments, Func<IReadOnlyList<DefinitionPack>, DirectoryInfo, ParseResult, int> finish)
    {
        TextWriter error = arguments.InvocationConfiguration.Error;
        try
        {
            IReadOnlyList<DefinitionPack> packs = Build(arguments.GetRequiredValue(Packages), arguments.GetValue(Own) ?? []);
            foreach (DefinitionPack pack in packs)
            {
                error.WriteLine($"{pack.FileName}: {pack.Summary}");
                foreach (string gap in pack.Gaps) error.WriteLine($"  not held: {gap}");
                foreach (string gap in pack.RequiredGaps) error.WriteLine($"  required: {gap}");
            }

            int code = finish(packs, arguments.GetRequiredValue(Out), arguments);
            return arguments.GetValue(Strict) && packs.Any(pack => pack.RequiredGaps.Count > 0) ? Failed : code;
        }
        catch (Exception fault) when (fault is DefinitionException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(fault.Message);
            return Failed;
        }
    }

    private static IReadOnlyList<DefinitionPack> Build(DirectoryInfo packages, string[] own)
    {
        DefinitionPackage Installed(string name) => PackageFolder.ReadDefinitions(Path.Combine(packages.FullName, name));
        return new DefinitionPackBuilder(
            core: Installed("hl7.fhir.r4.examples"),
            expansions: Installed("hl7.fhir.r4.expansions"),
            terminology: Installed("hl7.terminology.r4"),
            extensions: Installed("hl7.fhir.uv.extensions.r4"),
            guides: [Installed("hl7.fhir.uv.genomics-reporting")],
            own: own.Select(PackageFolder.Read)).Build();
    }

    private static int Write(IReadOnlyList<DefinitionPack> packs, DirectoryInfo folder, ParseResult arguments)
    {
        foreach (DefinitionPack pack in packs)
        {
            string path = Path.Combine(folder.FullName, pack.FileName);
            File.WriteAllBytes(path, pack.Bytes.ToArray());
            arguments.InvocationConfiguration.Output.WriteLine($"wrote {path}");
        }

        return Done;
    }

    private static int Compare(IReadOnlyList<DefinitionPack> packs, DirectoryInfo folder, ParseResult arguments)
    {
        int code = Done;
        foreach (DefinitionPack pack in packs)
        {
            string path = Path.Combine(folder.FullName, pack.FileName);
            IReadOnlyList<string> differences = DefinitionPackBuilder.Differences(pack, File.Exists(path) ? File.ReadAllBytes(path) : default);
            foreach (string difference in differences) arguments.InvocationConfiguration.Output.WriteLine(difference);
            if (differences.Count > 0) code = Different;
        }

        return code;
    }
}
