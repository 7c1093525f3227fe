// Package scheme stands for k8s.io/client-go/kubernetes/scheme, of which Helm wants nothing but the list of the API
// versions that it assumes of a cluster it does not know. The real package links the types of all of them.
package scheme

import "strings"

// Scheme has the one method that Helm calls.
var Scheme = assumed{}

type assumed struct{}

// GroupVersion is "group/version", or the version alone for the core group.
type GroupVersion string

func (version GroupVersion) String() string { return string(version) }

// PrioritizedVersionsAllGroups gives what `helm template` of Helm 4.1 assumes; a test compares it with the real one.
func (assumed) PrioritizedVersionsAllGroups() []GroupVersion {
	names := strings.Fields(versions)
	all := make([]GroupVersion, 0, len(names))
	for _, name := range names {
		all = append(all, GroupVersion(name))
	}
	return all
}

const versions = `
v1
admissionregistration.k8s.io/v1
admissionregistration.k8s.io/v1alpha1
admissionregistration.k8s.io/v1beta1
internal.apiserver.k8s.io/v1alpha1
apps/v1
apps/v1beta1
apps/v1beta2
authentication.k8s.io/v1
authentication.k8s.io/v1alpha1
authentication.k8s.io/v1beta1
authorization.k8s.io/v1
authorization.k8s.io/v1beta1
autoscaling/v1
autoscaling/v2
autoscaling/v2beta1
autoscaling/v2beta2
batch/v1
batch/v1beta1
certificates.k8s.io/v1
certificates.k8s.io/v1beta1
certificates.k8s.io/v1alpha1
coordination.k8s.io/v1alpha2
coordination.k8s.io/v1beta1
coordination.k8s.io/v1
discovery.k8s.io/v1
discovery.k8s.io/v1beta1
events.k8s.io/v1
events.k8s.io/v1beta1
extensions/v1beta1
flowcontrol.apiserver.k8s.io/v1
flowcontrol.apiserver.k8s.io/v1beta1
flowcontrol.apiserver.k8s.io/v1beta2
flowcontrol.apiserver.k8s.io/v1beta3
networking.k8s.io/v1
networking.k8s.io/v1beta1
node.k8s.io/v1
node.k8s.io/v1alpha1
node.k8s.io/v1beta1
policy/v1
policy/v1beta1
rbac.authorization.k8s.io/v1
rbac.authorization.k8s.io/v1beta1
rbac.authorization.k8s.io/v1alpha1
resource.k8s.io/v1
resource.k8s.io/v1beta2
resource.k8s.io/v1beta1
resource.k8s.io/v1alpha3
scheduling.k8s.io/v1alpha1
scheduling.k8s.io/v1beta1
scheduling.k8s.io/v1
storage.k8s.io/v1beta1
storage.k8s.io/v1
storage.k8s.io/v1alpha1
storagemigration.k8s.io/v1beta1
apiextensions.k8s.io/v1beta1
apiextensions.k8s.io/v1
`
