namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>The policy of the pipeline's tests.</summary>
internal static class Policies
{
    public const string Payments = """
        schema: policy/v1
        policy: {id: test, title: Test, owner: officer@shop.example, mode: enforce, approvedBy: [a, b], reviewBy: 2030-01-01}
        defaults: {access: deny, onError: reject}
        people:
          tills: {principals: ["User:till"]}
          analysts: {principals: ["User:analyst"]}
          admins: {principals: ["User:admin"]}
        classes:
          card: {find: [{topics: "payments.**", path: $.card}]}
          code: {find: [{topics: "payments.**", path: $.code}]}
        protect:
          - {id: P1, class: code, when: produce, do: drop}
          - {id: P2, class: card, when: consume, do: {mask: {keepLast: 4, fill: "*"}}}
        access:
          - {id: A1, allow: [write], topics: "payments.**", transactionalIds: "till-*", people: tills}
          - {id: A2, allow: [read], topics: "payments.**", consumerGroups: "analyst-*", people: analysts}
          - {id: A3, allow: [read], topics: "open.**", people: [tills, analysts]}
          - {id: A4, allow: ["*"], topics: "**", consumerGroups: "**", transactionalIds: "**", cluster: true, people: admins}
        """;
}
