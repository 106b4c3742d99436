#include <string>
#include <vector>

#include "tests/mock/api_client.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

TEST(Resources, GoThroughCreateReadUpdateDelete) {
  struct Row {
    const char* path;
    const char* id;
    const char* body;
    const char* patch;  ///< sets one member
    const char* member;
  };
  const std::vector<Row> rows = {
      {"/keys", "hash", R"({"name": "ci", "limit": 5})", R"({"disabled": true})", "disabled"},
      {"/guardrails", "id", R"({"name": "g", "limit_usd": 3})", R"({"name": "h"})", "name"},
      {"/byok", "id", R"({"provider": "openai", "key": "sk-12345678901234"})",
       R"({"disabled": true})", "disabled"},
      {"/observability/destinations", "id", R"({"name": "d", "type": "webhook", "config": {}})",
       R"({"enabled": false})", "enabled"},
      {"/workspaces", "id", R"({"name": "w", "slug": "w"})", R"({"description": "new"})",
       "description"}};
  for (const Row& row : rows) {
    ApiClient client;
    const std::string list = row.path;
    EXPECT_TRUE(client.get(list)["data"].empty()) << list;
    const json made = client.json("POST", list, row.body, 201)["data"];
    const std::string one = list + "/" + made.value(row.id, "");
    EXPECT_EQ(client.get(one)["data"], made) << list;
    EXPECT_EQ(client.get(list)["data"].size(), 1U) << list;

    const json changed = client.json("PATCH", one, row.patch)["data"];
    EXPECT_EQ(changed[row.member], json::parse(row.patch)[row.member]) << list;
    EXPECT_NE(changed[row.member], made[row.member]) << list;
    EXPECT_EQ(client.get(one)["data"], changed) << list;

    EXPECT_EQ(client.json("DELETE", one)["deleted"], true) << list;
    EXPECT_EQ(client.send("GET", one).status, 404) << list;
    EXPECT_EQ(client.send("DELETE", one).status, 404) << list;
    EXPECT_TRUE(client.get(list)["data"].empty()) << list;
  }
}

TEST(Resources, KeepSecretsToThemselves) {
  ApiClient client;
  const json made = client.json("POST", "/keys", R"({"name": "ci"})", 201);
  const auto secret = made["key"].get<std::string>();
  EXPECT_EQ(secret.rfind("sk-or-v1-", 0), 0U);
  EXPECT_EQ(client.get("/keys").dump().find(secret), std::string::npos);
  client.json("POST", "/byok", R"({"provider": "openai", "key": "sk-secretsecret"})", 201);
  EXPECT_EQ(client.get("/byok").dump().find("sk-secretsecret"), std::string::npos);
}

TEST(Resources, ListsArePaged) {
  ApiClient client;
  for (int i = 0; i < 3; ++i) {
    client.json("POST", "/guardrails", R"({"name": "g)" + std::to_string(i) + R"("})", 201);
  }
  const json page = client.get("/guardrails?offset=1&limit=1");
  ASSERT_EQ(page["data"].size(), 1U);
  EXPECT_EQ(page["data"][0]["name"], "g1");
  EXPECT_EQ(page["total_count"], 3);
  EXPECT_TRUE(client.get("/guardrails?offset=9")["data"].empty());
}

TEST(Resources, ADestinationsNameIsItsOwn) {
  ApiClient client;
  const char* const body = R"({"name": "d", "type": "webhook", "config": {}})";
  client.json("POST", "/observability/destinations", body, 201);
  client.json("POST", "/observability/destinations", body, 409);
}

TEST(Resources, AssignmentsBelongToTheirGuardrail) {
  ApiClient client;
  const auto id =
      client.json("POST", "/guardrails", R"({"name": "g"})", 201)["data"]["id"].get<std::string>();
  const std::string keys = "/guardrails/" + id + "/assignments/keys";
  const char* const two = R"({"key_hashes": ["a", "b"]})";
  EXPECT_EQ(client.json("POST", keys, two)["assigned_count"], 2);
  EXPECT_EQ(client.json("POST", keys, two)["assigned_count"], 0) << "they were already";
  EXPECT_EQ(client.get(keys)["data"][0]["key_hash"], "a");
  EXPECT_EQ(client.get("/guardrails/assignments/keys")["total_count"], 2);
  EXPECT_EQ(client.json("POST", keys + "/remove", R"({"key_hashes": ["a"]})")["unassigned_count"],
            1);
  EXPECT_EQ(client.get(keys)["total_count"], 1);
  client.json("DELETE", "/guardrails/" + id);
  EXPECT_EQ(client.get("/guardrails/assignments/keys")["total_count"], 0);
}

TEST(Resources, WorkspacesHaveMembersAndBudgets) {
  ApiClient client;
  const auto id =
      client.json("POST", "/workspaces", R"({"name": "w", "slug": "w"})", 201)["data"]["id"]
          .get<std::string>();
  const std::string one = "/workspaces/" + id;
  const char* const users = R"({"user_ids": ["u1", "u2"]})";
  const json added = client.json("POST", one + "/members/add", users);
  EXPECT_EQ(added["added_count"], 2);
  EXPECT_EQ(added["data"][1]["user_id"], "u2");
  EXPECT_EQ(client.json("POST", one + "/members/remove", users)["removed_count"], 2);

  const std::string daily = one + "/budgets/daily";
  client.json("PUT", daily, R"({"limit_usd": 5})");
  const json budget = client.json("PUT", daily, R"({"limit_usd": 7.5})")["data"];
  EXPECT_EQ(budget["limit_usd"], 7.5);
  EXPECT_EQ(budget["reset_interval"], "daily");
  EXPECT_EQ(client.get(one + "/budgets")["data"].size(), 1U) << "the second replaced the first";
  client.json("PUT", one + "/budgets/hourly", R"({"limit_usd": 5})", 400);
  client.json("DELETE", daily);
  client.json("DELETE", daily, "", 404);
}

TEST(Resources, PresetsAreVersionsOfAnInferenceBody) {
  ApiClient client;
  client.json("POST", "/presets/p/responses", R"({"model": "a/b"})");
  const json second = client.json("POST", "/presets/p/chat/completions",
                                  R"({"messages": [], "temperature": 0.5})")["data"];
  EXPECT_EQ(second["designated_version"]["version"], 2);
  EXPECT_EQ(client.get("/presets")["total_count"], 1);
  EXPECT_EQ(client.get("/presets/p")["data"]["slug"], "p");
  EXPECT_EQ(client.get("/presets/p/versions")["total_count"], 2);
  EXPECT_EQ(client.get("/presets/p/versions/2")["data"]["config"]["temperature"], 0.5);
  client.json("GET", "/presets/p/versions/3", "", 404);
}

TEST(Resources, FilesGiveBackTheirBytes) {
  ApiClient client;
  const std::string form =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
      "some\r\nbytes\r\n--b--\r\n";
  const Script made = client.send("POST", "/files", form, true, "multipart/form-data; boundary=b");
  ASSERT_EQ(made.status, 200) << rendered_body(made);
  const json file = json::parse(rendered_body(made));
  EXPECT_EQ(file["filename"], "a.txt");
  EXPECT_EQ(file["size_bytes"], 11);
  const std::string one = "/files/" + file["id"].get<std::string>();
  EXPECT_EQ(rendered_body(client.send("GET", one + "/content")), "some\r\nbytes");
  EXPECT_EQ(client.get("/files")["data"].size(), 1U);
  EXPECT_EQ(client.json("DELETE", one)["type"], "file_deleted");
  client.json("GET", one, "", 404);
  client.json("POST", "/files", "no form", 400);
}

TEST(Resources, AreBoundedInNumber) {
  Collections kept(1);
  for (std::size_t i = 0; i < Collections::kMostRows; ++i) {
    ASSERT_NE(kept.add("k", {std::to_string(i), {}, ""}), nullptr);
  }
  EXPECT_EQ(kept.add("other", {"x", {}, ""}), nullptr);
  EXPECT_TRUE(kept.erase("k", "7"));
  EXPECT_NE(kept.add("other", {"x", {}, ""}), nullptr);
  kept.clear();
  EXPECT_EQ(kept.add("k", {"big", {}, std::string(Collections::kMostContent + 1, 'x')}), nullptr);
}

}  // namespace
}  // namespace orbench::mock
