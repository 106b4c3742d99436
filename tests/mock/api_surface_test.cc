#include <array>
#include <map>
#include <string>
#include <vector>

#include "harness/api/endpoints.h"
#include "tests/mock/api_client.h"

namespace orbench::mock {
namespace {

using api::Shape;
using nlohmann::json;

/// Where the value is not what the shape says; empty when it is nowhere.
std::string offence(const Shape& shape, const json& value, const std::string& place) {
  if (value.is_null())
    return shape.nullable || shape.kind == Shape::Kind::kAny ? "" : place + " is null";
  const std::map<Shape::Kind, bool> fits = {{Shape::Kind::kAny, true},
                                            {Shape::Kind::kString, value.is_string()},
                                            {Shape::Kind::kInteger, value.is_number_integer()},
                                            {Shape::Kind::kNumber, value.is_number()},
                                            {Shape::Kind::kBoolean, value.is_boolean()},
                                            {Shape::Kind::kArray, value.is_array()},
                                            {Shape::Kind::kObject, value.is_object()}};
  if (!fits.at(shape.kind)) return place + " is no " + std::string(name_of(shape.kind));
  for (const Shape::Member& member : shape.members) {
    const std::string name(member.name);
    if (!value.contains(name)) return place + "/" + name + " is missing";
    auto wrong = offence(member.shape, value[name], place + "/" + name);
    if (!wrong.empty()) return wrong;
  }
  for (const json& item : shape.kind == Shape::Kind::kArray ? value : json::array()) {
    auto wrong = offence(shape.items.at(0), item, place + "/-");
    if (!wrong.empty()) return wrong;
  }
  return "";
}

/// Bodies that the operation takes, where the required members alone do not say enough.
std::string body_for(const api::Endpoint& endpoint) {
  static const std::map<std::string_view, std::string> bodies = {
      {"/chat/completions",
       R"({"model":"acme/swift-8b","messages":[{"role":"user","content":"Hi"}]})"},
      {"/responses", R"({"model":"acme/swift-8b","input":"Hi"})"},
      {"/messages",
       R"({"model":"acme/swift-8b","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]})"},
      {"/embeddings", R"({"model":"acme/embed-small","input":"Hi"})"},
      {"/rerank", R"({"model":"tundra/sieve-rerank","query":"q","documents":["a","b"]})"},
      {"/images", R"({"model":"palette/easel-1","prompt":"a hill"})"},
      {"/audio/speech", R"({"model":"chorus/lark-tts","input":"Hi","voice":"wren"})"},
      {"/audio/transcriptions",
       R"({"model":"chorus/listen-stt","input_audio":{"data":"UklGRg==","format":"wav"}})"},
      {"/videos", R"({"model":"palette/reel-video","prompt":"a hill"})"},
      {"/files",
       "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
       "content\r\n--b--\r\n"}};
  const auto known = bodies.find(endpoint.path);
  if (known != bodies.end()) return known->second;
  json body = json::object();
  for (const Shape::Member& member : endpoint.parameters.members) {
    if (!member.required) continue;
    json value = "text";
    if (member.shape.kind == Shape::Kind::kArray) value = json::array({"one"});
    if (member.shape.kind == Shape::Kind::kObject) value = json::object();
    if (member.shape.kind == Shape::Kind::kNumber) value = 5;
    if (!member.shape.choices.empty()) value = member.shape.choices.front();
    body[std::string(member.name)] = value;
  }
  return body.dump();
}

std::string content_type_for(const api::Endpoint& endpoint) {
  return endpoint.path == "/files" ? "multipart/form-data; boundary=b" : "application/json";
}

std::string with_argument(std::string path, const std::string& blank, const std::string& argument) {
  const auto at = path.find("{" + blank + "}");
  return at == std::string::npos ? path : path.replace(at, blank.size() + 2, argument);
}

/// A client for which everything exists that the operation's path names, and that path.
struct Prepared {
  ApiClient client;
  std::string path;

  explicit Prepared(const api::Endpoint& endpoint) : client(config()), path(endpoint.path) {
    const bool image = path.find("/images") == 0;
    fill("author", image ? "palette" : "acme");
    if (path.find("/presets") == 0) {
      client.json("POST", "/presets/mine/responses", R"({"model":"acme/swift-8b"})");
      fill("slug", "mine");
      fill("version", "1");
    }
    fill("slug", image ? "easel-1" : "swift-8b");
    for (const std::string list :
         {"/keys", "/guardrails", "/byok", "/observability/destinations", "/workspaces"}) {
      if (path.find(list + "/{") == 0) fill_made(list, list == "/keys" ? "hash" : "id");
    }
    if (path.find("{file_id}") != std::string::npos) fill_made("/files", "file_id");
    if (path.find("{jobId}") != std::string::npos) fill_made("/videos", "jobId");
    if (path.find("{interval}") != std::string::npos) {
      fill("interval", "daily");
      client.json("PUT", path, R"({"limit_usd": 1})");
    }
    if (path.find("/generation") == 0) {
      const Script said =
          client.send("POST", "/chat/completions",
                      body_for(*api::find_endpoint("POST", "/chat/completions")->endpoint));
      path += "?id=" + said.generation_id;
      client.clock().advance(std::chrono::hours(1));
    }
  }

 private:
  static Config config() {
    Config all = built_in_config();
    all.settings.log_content = true;
    return all;
  }
  void fill(const std::string& blank, const std::string& argument) {
    path = with_argument(path, blank, argument);
  }
  /// Makes one and puts its id into the path.
  void fill_made(const std::string& list, const std::string& blank) {
    const api::Endpoint& making = *api::find_endpoint("POST", list).value().endpoint;
    const Script made = client.send("POST", list, body_for(making), true, content_type_for(making));
    const json body = json::parse(rendered_body(made), nullptr, false);
    EXPECT_EQ(made.status, making.status) << rendered_body(made);
    const json& object = body.contains("data") ? body["data"] : body;
    fill(blank, object.value(blank == "hash" ? "hash" : "id", ""));
    client.clock().advance(std::chrono::hours(1));  // whatever is slow is done
  }
};

bool is_inference(const api::Endpoint& endpoint) {
  static const std::array<std::string_view, 9> paths = {"/chat/completions",
                                                        "/responses",
                                                        "/messages",
                                                        "/embeddings",
                                                        "/rerank",
                                                        "/audio/speech",
                                                        "/images",
                                                        "/audio/transcriptions",
                                                        "/videos"};
  for (const std::string_view path : paths) {
    if (endpoint.method == "POST" && endpoint.path == path) return true;
  }
  return endpoint.path.substr(0, 9) == "/videos/{";
}

TEST(ApiSurface, EveryOperationAnswersAsDocumented) {
  for (const api::Endpoint& endpoint : api::endpoints()) {
    Prepared prepared(endpoint);
    const Script script = prepared.client.send(endpoint.method, prepared.path, body_for(endpoint),
                                               true, content_type_for(endpoint));
    const std::string body = rendered_body(script);
    const std::string what = std::string(endpoint.method) + " " + prepared.path + ": " + body;
    EXPECT_EQ(script.status, endpoint.status) << what;
    if (endpoint.success.empty() || is_inference(endpoint)) continue;
    const json answer = json::parse(body, nullptr, false);
    ASSERT_FALSE(answer.is_discarded()) << what;
    EXPECT_EQ(offence(api::parse_shape(endpoint.success), answer, ""), "") << what;
  }
}

TEST(ApiSurface, EveryOperationThatNeedsAKeyRefusesToAnswerWithoutOne) {
  for (const api::Endpoint& endpoint : api::endpoints()) {
    Prepared prepared(endpoint);
    const int status = prepared.client
                           .send(endpoint.method, prepared.path, body_for(endpoint), false,
                                 content_type_for(endpoint))
                           .status;
    EXPECT_EQ(status == 401, endpoint.needs_key()) << endpoint.method << " " << endpoint.path;
  }
}

TEST(ApiSurface, EveryMissingRequiredParameterIsA400) {
  int tried = 0;
  for (const api::Endpoint& endpoint : api::endpoints()) {
    if (is_inference(endpoint)) continue;
    for (const Shape::Member& member : endpoint.parameters.members) {
      if (!member.required) continue;
      ++tried;
      Prepared prepared(endpoint);
      json body = json::parse(body_for(endpoint), nullptr, false);
      body.erase(std::string(member.name));
      const std::string path = prepared.path.substr(0, prepared.path.find('?'));
      const Script script = prepared.client.send(endpoint.method, path, body.dump());
      EXPECT_EQ(script.status, 400) << path << " without " << member.name;
      EXPECT_NE(rendered_body(script).find(member.name), std::string::npos) << path;
    }
  }
  EXPECT_GT(tried, 20);
}

TEST(ApiSurface, UnknownResourcesAre404AndOtherMethods405) {
  for (const api::Endpoint& endpoint : api::endpoints()) {
    if (endpoint.path.find("/{") == std::string_view::npos || is_inference(endpoint)) continue;
    if (endpoint.method == "POST" && endpoint.group == "presets") continue;  // makes them
    std::string path(endpoint.path);
    for (const char* blank :
         {"author", "slug", "id", "hash", "file_id", "jobId", "interval", "version"}) {
      path = with_argument(path, blank, "nobody");
    }
    ApiClient client;
    const Script script = client.send(endpoint.method, path, body_for(endpoint));
    EXPECT_EQ(script.status, 404) << endpoint.method << " " << path << rendered_body(script);
  }
  ApiClient client;
  EXPECT_EQ(client.send("DELETE", "/models/count").status, 405);
  EXPECT_EQ(client.send("PUT", "/keys", "{}").status, 405);
}

TEST(ApiSurface, RefusesWrongValuesInTheValidatorsOwnEnvelope) {
  ApiClient client;
  struct Row {
    const char* sentence;
    const char* method;
    const char* path;
    const char* body;
    bool zod;
  };
  const std::vector<Row> rows = {
      {"a sort that does not exist", "GET", "/models?sort=best", "", true},
      {"a modality that does not exist", "GET", "/models?output_modalities=smell", "", true},
      {"a number that is none", "GET", "/models?context=much", "", true},
      {"a callback that is no text", "POST", "/auth/keys/code", R"({"callback_url": 5})", true},
      {"a limit of another type", "POST", "/keys", R"({"name": "n", "limit": "much"})", false},
      {"a period that does not exist", "POST", "/keys", R"({"name": "n", "limit_reset": "yearly"})",
       false},
      {"a body that is no JSON", "POST", "/keys", "{", false},
      {"a body that is no object", "POST", "/keys", "[1]", false}};
  for (const Row& row : rows) {
    const Script script = client.send(row.method, row.path, row.body);
    EXPECT_EQ(script.status, 400) << row.sentence;
    const json body = json::parse(rendered_body(script), nullptr, false);
    EXPECT_EQ(body.contains("success"), row.zod) << row.sentence;
    if (row.zod) {
      EXPECT_EQ(body["error"]["name"], "ZodError") << row.sentence;
    } else {
      EXPECT_EQ(body["error"]["code"], 400) << row.sentence;
    }
  }
}

TEST(ApiSurface, TheSameRequestsGiveTheSameBytes) {
  ApiClient one;
  ApiClient other;
  for (const char* path : {"/keys", "/guardrails", "/workspaces"}) {
    const std::string body = R"({"name": "n", "slug": "s"})";
    EXPECT_EQ(rendered_body(one.send("POST", path, body)),
              rendered_body(other.send("POST", path, body)));
  }
  EXPECT_EQ(rendered_body(one.send("GET", "/benchmarks")),
            rendered_body(other.send("GET", "/benchmarks")));
}

}  // namespace
}  // namespace orbench::mock
