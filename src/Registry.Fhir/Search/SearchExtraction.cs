using System.Globalization;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Fhir.Search;

/// <summary>One pass over one resource.</summary>
internal sealed class SearchExtraction : IDisposable
{
    private readonly FhirPathEvaluator _evaluator;
    private readonly ContentReader _reader;
    private readonly Place _place;
    private readonly List<SearchContent> _contents = [];
    private int _left = Limits.SearchEntries;

    public SearchExtraction(FhirPathModel model, FhirPathEnvironment environment, int offsetMinutes, NodeCursor resource)
    {
        _evaluator = new FhirPathEvaluator(model, environment);
        _reader = new ContentReader(offsetMinutes);
        _place = Place.Of(model, resource);
    }

    /// <summary>Adds what one parameter finds, each content once.</summary>
    public void Add(IndexedParameter parameter, ICollection<SearchEntry> into, ICollection<SearchFault>? faults)
    {
        _contents.Clear();
        CompiledParameter compiled = parameter.Compiled;
        try
        {
            foreach (CompiledBranch branch in compiled.Branches)
            {
                if (parameter.Type == SearchType.Composite) ReadComposites(branch, compiled.Components);
                else Read(branch.Expression, _place.Focus, parameter.Type, branch.Target, _contents);
            }
        }
        catch (FhirPathException fault)
        {
            faults?.Add(new SearchFault(parameter, fault.Reason));
        }

        foreach (SearchContent content in _contents)
        {
            if (_left-- <= 0)
            {
                faults?.Add(new SearchFault(parameter, string.Create(CultureInfo.InvariantCulture, $"The resource has more than {Limits.SearchEntries} values to be found by.")));
                return;
            }

            into.Add(new SearchEntry(parameter, content));
        }
    }

    /// <summary>Adds what one source gives, each content once for each item.</summary>
    public void Add(SearchSource source, ICollection<SearchValue> into, ICollection<string>? faults)
    {
        try
        {
            if (source.Items is null)
            {
                Add(source, 0, _place.Focus, into, faults);
                return;
            }

            _evaluator.Run(source.Items, _place.Focus, _place.Resource, _place.RootResource);
            FhirPathItem[] items = _evaluator.From(0).ToArray();
            for (int index = 0; index < items.Length; index++) Add(source, Math.Min(index, short.MaxValue), items[index], into, faults);
        }
        catch (FhirPathException fault)
        {
            faults?.Add($"{source.Key}: {fault.Reason}");
        }
    }

    public void Dispose() => _evaluator.Dispose();

    private void Add(SearchSource source, int item, in FhirPathItem focus, ICollection<SearchValue> into, ICollection<string>? faults)
    {
        _contents.Clear();
        Read(source.Expression, focus, source.Type, null, _contents);
        foreach (SearchContent content in _contents.Distinct())
        {
            if (_left-- <= 0)
            {
                faults?.Add(string.Create(CultureInfo.InvariantCulture, $"{source.Key}: The resource has more than {Limits.SearchEntries} values to be found by."));
                return;
            }

            into.Add(new SearchValue(source.Key, item, content));
        }
    }

    private void Read(FhirPathExpression expression, in FhirPathItem focus, SearchType type, string? target, List<SearchContent> into)
    {
        _evaluator.Run(expression, focus, _place.Resource, _place.RootResource);
        foreach (ref readonly FhirPathItem item in _evaluator.From(0)) _reader.Read(type, item, target, into);
    }

    private void ReadComposites(CompiledBranch branch, IReadOnlyList<CompiledComponent> components)
    {
        _evaluator.Run(branch.Expression, _place.Focus, _place.Resource, _place.RootResource);
        // A copy: the components are evaluated on the same stack.
        FhirPathItem[] items = _evaluator.From(0).ToArray();
        foreach (FhirPathItem item in items)
        {
            List<SearchContent>[] parts = [.. components.Select(_ => new List<SearchContent>())];
            for (int i = 0; i < parts.Length; i++) Read(components[i].Expression, item, components[i].Type, null, parts[i]);
            Combine(parts);
        }
    }

    /// <summary>Every combination, up to a limit: an item with several codes and several values is found by each pair.</summary>
    private void Combine(List<SearchContent>[] parts)
    {
        long combinations = parts.Aggregate(1L, (product, part) => Math.Min(product * part.Count, Limits.SearchCombinations + 1L));
        if (parts.Length == 0 || combinations == 0) return;
        if (combinations > Limits.SearchCombinations)
        {
            throw new FhirPathException(FhirPathFault.Limit, string.Create(CultureInfo.InvariantCulture, $"It gives more than {Limits.SearchCombinations} combinations."));
        }

        for (int number = 0; number < combinations; number++)
        {
            SearchContent[] chosen = new SearchContent[parts.Length];
            int rest = number;
            for (int i = parts.Length - 1; i >= 0; i--)
            {
                chosen[i] = parts[i][rest % parts[i].Count];
                rest /= parts[i].Count;
            }

            _contents.Add(new SearchContent.Composite(chosen));
        }
    }
}
