using System.Text.Json.Nodes;
using Registry.Contracts.Events;
using Registry.Server.Relay;

namespace Registry.Service.Tests.Contracts;

/// <summary>The AsyncAPI 3.0 document: the feed, the CloudEvents and the MassTransit messages, over one set of schemas. https://www.asyncapi.com/docs/reference/specification/v3.0.0</summary>
internal static class AsyncApiWriter
{
    private const string AmqpBinding = "0.3.0";

    public static JsonObject Write() => new()
    {
        ["asyncapi"] = "3.0.0",
        ["info"] = new JsonObject
        {
            ["title"] = "FOP and POH Registry: events",
            ["version"] = "1.0.0",
            ["description"] = "Pseudonymous facts of the registry, in one order, at least once. Keep the position (header sequence) with what you build, drop what you have seen, "
                + "recover what you missed from the feed, and begin anew when header logId changes. A schema only grows.",
            ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["url"] = "https://www.apache.org/licenses/LICENSE-2.0" },
        },
        ["defaultContentType"] = "application/json",
        ["servers"] = new JsonObject
        {
            ["feed"] = new JsonObject { ["host"] = "registry.example.org", ["protocol"] = "https", ["description"] = "The registry itself; role subscriber or coordinator.", ["security"] = new JsonArray(Ref("securitySchemes/key")) },
            ["broker"] = new JsonObject { ["host"] = "broker.example.org:5671", ["protocol"] = "amqps", ["protocolVersion"] = "0.9.1", ["description"] = "The RabbitMQ of Registry:Bus:Uri." },
        },
        ["channels"] = Channels(),
        ["operations"] = Operations(),
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "A key that an operator made with the verb 'keys add'." } },
            ["messages"] = Messages(),
            ["schemas"] = Schemas(),
        },
    };

    private static JsonObject Channels()
    {
        JsonObject channels = new()
        {
            ["feed"] = Channel(
                "/events", "feed", "GET /events?after=N: one CloudEvent a line, header Registry-Position is the next N; with Accept: text/event-stream a live stream, resumed by Last-Event-ID. Filters: type, subject.",
                EventCatalogue.All.Select(type => type.WireName), null),
            ["cloudEvents"] = Channel(
                BrokerPublisher.CloudEventsExchange, "broker", "Where Registry:Bus:CloudEvents is true: the CloudEvents of the feed, byte for byte. The routing key is the type, such as FlareUpReported.v1.",
                EventCatalogue.All.Select(type => type.WireName), Exchange(BrokerPublisher.CloudEventsExchange, "topic")),
            ["allEvents"] = Channel(
                Message.AllEvents, "broker", "Every event in MassTransit's envelope: consume IRegistryEvent.",
                EventCatalogue.All.Select(type => Enveloped(type.WireName)), Exchange(Message.AllEvents, "fanout")),
        };
        foreach (EventType type in EventCatalogue.All)
        {
            channels[type.Name] = Channel(
                Message.Exchange(type.Name), "broker", $"{type.Name} alone in MassTransit's envelope.", [Enveloped(type.WireName)], Exchange(Message.Exchange(type.Name), "fanout"));
        }

        return channels;
    }

    private static JsonObject Operations()
    {
        JsonObject operations = [];
        foreach (string channel in (IEnumerable<string>)["feed", "cloudEvents", "allEvents", .. EventCatalogue.All.Select(type => type.Name)])
        {
            operations[$"send-{channel}"] = new JsonObject { ["action"] = "send", ["channel"] = new JsonObject { ["$ref"] = $"#/channels/{channel}" } };
        }

        return operations;
    }

    private static JsonObject Messages()
    {
        JsonObject messages = [];
        foreach (EventType type in EventCatalogue.All)
        {
            string summary = EventSchemaWriter.TypeText(type.Record);
            messages[type.WireName] = new JsonObject
            {
                ["name"] = type.WireName,
                ["summary"] = summary,
                ["contentType"] = CloudEvents.ContentType,
                ["payload"] = Object(
                    ("specversion", Constant("1.0")),
                    ("id", Text("The sequence.")),
                    ("source", Text("The log, urn:registry:{logId}; with id it is unique.")),
                    ("type", type.Record == typeof(EventWithheld) ? Text("The type of the event that stands here, such as FlareUpReported.v1.") : Constant(type.WireName)),
                    ("subject", Text("Whom it is about.")),
                    ("time", Text("When the registry learnt it.", "date-time")),
                    ("datacontenttype", Constant("application/json")),
                    ("dataschema", Constant(EventSchemas.Urn(type.WireName))),
                    ("sequence", Text("The sequence with leading zeros, which sorts as text.")),
                    ("data", Ref($"schemas/{type.WireName}"))),
            };
            messages[Enveloped(type.WireName)] = new JsonObject
            {
                ["name"] = type.Record.FullName,
                ["summary"] = summary,
                ["contentType"] = Message.ContentType,
                ["payload"] = Object(
                    ("messageId", Text("The same for every delivery of one event.", "uuid")),
                    ("conversationId", Text("As messageId.", "uuid")),
                    ("messageType", new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["description"] = $"{Message.Urn(type.Name)} and that of all events." }),
                    ("message", Ref($"schemas/{type.WireName}")),
                    ("sentTime", Text("When it was published.", "date-time")),
                    ("headers", new JsonObject { ["type"] = "object" })),
            };
        }

        return messages;
    }

    private static JsonObject Schemas()
    {
        JsonObject schemas = [];
        foreach (EventType type in EventCatalogue.All)
        {
            JsonObject schema = EventSchemaWriter.Write(type);
            schema.Remove("$schema");
            schema.Remove("$id");
            schemas[type.WireName] = schema;
        }

        return schemas;
    }

    private static JsonObject Channel(string address, string server, string description, IEnumerable<string> messages, JsonObject? bindings)
    {
        JsonObject channel = new()
        {
            ["address"] = address,
            ["description"] = description,
            ["servers"] = new JsonArray(new JsonObject { ["$ref"] = $"#/servers/{server}" }),
            ["messages"] = new JsonObject(messages.Select(message => KeyValuePair.Create(message, (JsonNode?)Ref($"messages/{message}")))),
        };
        if (bindings is not null) channel["bindings"] = bindings;
        return channel;
    }

    private static JsonObject Exchange(string name, string type) => new()
    {
        ["amqp"] = new JsonObject
        {
            ["is"] = "routingKey",
            ["exchange"] = new JsonObject { ["name"] = name, ["type"] = type, ["durable"] = true, ["autoDelete"] = false },
            ["bindingVersion"] = AmqpBinding,
        },
    };

    private static string Enveloped(string wireName) => $"{wireName}.masstransit";

    private static JsonObject Object(params (string Name, JsonObject Schema)[] fields) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Schema))),
        ["required"] = new JsonArray([.. fields.Select(field => (JsonNode)field.Name)]),
    };

    private static JsonObject Constant(string value) => new() { ["const"] = value };

    private static JsonObject Text(string description, string? format = null)
    {
        JsonObject schema = new() { ["type"] = "string", ["description"] = description };
        if (format is not null) schema["format"] = format;
        return schema;
    }

    private static JsonObject Ref(string component) => new() { ["$ref"] = $"#/components/{component}" };
}
