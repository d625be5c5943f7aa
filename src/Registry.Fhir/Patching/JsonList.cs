using System.Text.Json.Nodes;

namespace Registry.Fhir.Patching;

/// <summary>Elements in FHIR's JSON: a list of primitives has a second list beside it, under the name with underscore, and both stay aligned. https://hl7.org/fhir/R4/json.html#primitive</summary>
internal static class JsonList
{
    /// <summary>How many items the list of this name has; 0 without one.</summary>
    public static int Count(JsonObject holder, string name) => Math.Max((holder[name] as JsonArray)?.Count ?? 0, (holder["_" + name] as JsonArray)?.Count ?? 0);

    /// <summary>The object that holds an element's own elements: the value itself, or what stands beside a primitive, made when it is not there.</summary>
    public static JsonObject HolderOf(JsonObject holder, string name, int index, bool isPrimitive)
    {
        if (!isPrimitive) return (JsonObject)(index < 0 ? holder[name]! : holder[name]![index]!);
        string shadow = "_" + name;
        if (index < 0) return (JsonObject)(holder[shadow] ??= new JsonObject());
        JsonArray shadows = Padded(holder, shadow, Count(holder, name));
        return (JsonObject)(shadows[index] ??= new JsonObject());
    }

    /// <summary>Sets an element that does not repeat.</summary>
    public static void Set(JsonObject holder, NewValue value)
    {
        if (value.Json is not null) holder[value.Name] = value.Json;
        if (value.Shadow is not null) holder["_" + value.Name] = value.Shadow;
    }

    /// <summary>Puts an item into a list, which is made when it is not there.</summary>
    public static void Insert(JsonObject holder, NewValue value, int index)
    {
        int count = Count(holder, value.Name);
        Padded(holder, value.Name, count).Insert(index, value.Json);
        if (value.Shadow is not null || holder["_" + value.Name] is JsonArray) Padded(holder, "_" + value.Name, count).Insert(index, value.Shadow);
        Tidy(holder, value.Name);
    }

    /// <summary>Puts a value in another's stead; of a choice it may be of another type.</summary>
    public static void Replace(JsonObject holder, string name, int index, NewValue value)
    {
        if (index < 0)
        {
            if (value.Name != name || value.Json is null) holder.Remove(name);
            holder.Remove("_" + name);
            Set(holder, value);
            return;
        }

        int count = Count(holder, name);
        Padded(holder, name, count)[index] = value.Json;
        if (value.Shadow is not null || holder["_" + name] is JsonArray) Padded(holder, "_" + name, count)[index] = value.Shadow;
        Tidy(holder, name);
    }

    /// <summary>Takes an element, or an item of a list, away.</summary>
    public static void Remove(JsonObject holder, string name, int index)
    {
        foreach (string one in (string[])[name, "_" + name])
        {
            if (index < 0) holder.Remove(one);
            else if (holder[one] is JsonArray items && index < items.Count) items.RemoveAt(index);
        }

        Tidy(holder, name);
    }

    /// <summary>Moves an item within its list.</summary>
    public static void Move(JsonObject holder, string name, int source, int destination)
    {
        int count = Count(holder, name);
        foreach (string one in (string[])[name, "_" + name])
        {
            if (holder[one] is not JsonArray) continue;
            JsonArray items = Padded(holder, one, count);
            JsonNode? moved = items[source];
            items.RemoveAt(source);
            items.Insert(destination, moved);
        }

        Tidy(holder, name);
    }

    private static JsonArray Padded(JsonObject holder, string name, int count)
    {
        if (holder[name] is not JsonArray items) holder[name] = items = [];
        while (items.Count < count) items.Add((JsonNode?)null);
        return items;
    }

    // A list that holds nothing is left out.
    private static void Tidy(JsonObject holder, string name)
    {
        foreach (string one in (string[])[name, "_" + name])
        {
            if (holder[one] is JsonArray items && items.All(item => item is null)) holder.Remove(one);
        }
    }
}
