// The API's description, drawn; nothing in it is asked of anybody but this desk.
window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: "/api/openapi.json",
    dom_id: "#api",
    validatorUrl: null,
    deepLinking: true,
    withCredentials: true,
  });
});
